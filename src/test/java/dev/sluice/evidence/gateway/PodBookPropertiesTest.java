package dev.sluice.evidence.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.analysis.Counts;
import dev.sluice.analysis.VersionRole;
import dev.sluice.evidence.gateway.PodCounterTracker.Reading;
import dev.sluice.evidence.gateway.VersionCounter.Family;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** What holds of a pod's counts, in whatever order requests, probes, their reports and scrapes come. */
class PodBookPropertiesTest {
    /** Apart from each other so that the longest history is shorter than a probe's patience. */
    private static final long TICK_MS = 20;

    private static final int LONGEST = 200;

    private static final Set<Event> REQUESTS =
            Set.of(Event.UserPasses, Event.UserFails, Event.ProbePasses, Event.ProbeFails);

    /** What may happen next. */
    enum Event {
        UserPasses,
        UserFails,
        ProbePasses,
        ProbeFails,
        ProbeReported,
        Scrape,
        Restart
    }

    /** A gateway with users and probes of green, and what is known of it. */
    private static final class World {
        private final PodCounterTracker book = new PodCounterTracker();
        private final Queue<Runnable> reports = new ArrayDeque<>();
        private Instant now = Instant.parse("2026-01-01T00:00:00Z");
        private CumulativeCounts told = CumulativeCounts.NOTHING;
        private Counts users = Counts.NONE;
        private Counts seen = Counts.NONE;

        World() {
            happens(Event.Scrape);
        }

        void happens(Event event) {
            now = now.plusMillis(TICK_MS);
            switch (event) {
                case UserPasses -> user(0);
                case UserFails -> user(1);
                case ProbePasses -> probe(0);
                case ProbeFails -> probe(1);
                case ProbeReported -> Optional.ofNullable(reports.poll()).ifPresent(Runnable::run);
                case Scrape ->
                    seen = seen.plus(
                            book.read(new Reading(now, Optional.of(Family.Version), told, CumulativeCounts.NOTHING)));
                case Restart -> told = CumulativeCounts.NOTHING;
            }
        }

        private void user(int failed) {
            told = told.plus(new CumulativeCounts(1 - failed, failed));
            users = users.plus(new Counts(1, failed, 0, 0));
        }

        private void probe(int failed) {
            Instant answered = now;
            told = told.plus(new CumulativeCounts(1 - failed, failed));
            reports.add(() -> book.probe(VersionRole.Green, failed == 1, answered));
        }

        /** All is reported, and enough users come for every probe that was reported late. */
        void settle() {
            int late = reports.size();
            reports.forEach(Runnable::run);
            reports.clear();
            for (int i = 0; i < LONGEST - late; i++) {
                user(0);
                user(1);
            }
            now = now.plusMillis(100);
            happens(Event.Scrape);
        }
    }

    @Provide
    Arbitrary<List<Event>> histories() {
        return Arbitraries.of(Event.class)
                .filter(event -> event != Event.Restart)
                .list()
                .ofMaxSize(LONGEST);
    }

    @Provide
    Arbitrary<List<Event>> historiesWithRestarts() {
        return Arbitraries.of(Event.class).list().ofMaxSize(LONGEST);
    }

    @Property
    void inTheEndAllUsersAreCountedAndNoProbe(@ForAll("histories") List<Event> history) {
        World world = new World();
        history.forEach(world::happens);
        world.settle();

        assertThat(world.seen).isEqualTo(world.users);
    }

    @Property
    void aProbeThatIsReportedAtOnceIsNeverTakenForAUser(@ForAll("histories") List<Event> history) {
        World world = new World();
        for (Event event : history) {
            world.happens(event);
            world.reports.forEach(Runnable::run);
            world.reports.clear();
            assertThat(world.seen.green()).isLessThanOrEqualTo(world.users.green());
            assertThat(world.seen.greenFailed()).isLessThanOrEqualTo(world.users.greenFailed());
        }
    }

    @Property
    void neverCountsMoreThanTheGatewayDid(@ForAll("historiesWithRestarts") List<Event> history) {
        World world = new World();
        history.forEach(world::happens);

        long counted = history.stream().filter(REQUESTS::contains).count();
        assertThat(world.seen.green()).isLessThanOrEqualTo(counted);
    }

    /** A counter that falls is a restart, whatever it stands at. */
    @Property
    void aRestartIsNoBurst(@ForAll("told") CumulativeCounts before, @ForAll("told") CumulativeCounts after) {
        PodCounterTracker book = new PodCounterTracker();
        Instant at = Instant.parse("2026-01-01T00:00:00Z");
        book.read(new Reading(at, Optional.of(Family.Version), before, CumulativeCounts.NOTHING));

        Counts counts =
                book.read(new Reading(at.plusSeconds(1), Optional.of(Family.Version), after, CumulativeCounts.NOTHING));

        assertThat(counts)
                .isEqualTo(
                        before.before(after)
                                ? new Counts(
                                        after.passed() + after.failed() - before.passed() - before.failed(),
                                        after.failed() - before.failed(),
                                        0,
                                        0)
                                : Counts.NONE);
    }

    @Provide
    Arbitrary<CumulativeCounts> told() {
        return Arbitraries.longs()
                .between(0, 1_000_000_000)
                .tuple2()
                .map(pair -> new CumulativeCounts(pair.get1(), pair.get2()));
    }
}
