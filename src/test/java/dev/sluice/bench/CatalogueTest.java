package dev.sluice.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.bench.Contender.End;
import dev.sluice.bench.Play.Result;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every entry of the catalogue, with both kinds of steps and a few seeds each; how often and how much is for bench/run to say. */
class CatalogueTest {
    private static final int SEEDS = 3;
    private static final int LOADS = 10;
    private static final double PER_SECOND = 100;

    /** All users have been green's for some seconds then. */
    private static final double BAKE = 250;

    /** A fifth slower is within what the default policy allows, which is half as slow again. */
    private static final Set<String> ALLOWED = Set.of("lat-x1.2");

    /** Automatic steps have promoted green before it turns bad, or have given it all users, so that none of blue's are left to compare with. */
    private static final Set<String> TOO_LATE_FOR_AUTO = Set.of("late-onset", "lat-hidden-late");

    /** Faults that show in probes, and so strongly that no user needs to see them. */
    private static final Set<String> BLATANT =
            Set.of("err-100", "err-50", "conn-refused", "hang", "one-bad-pod", "crashloop");

    static Stream<Arguments> found() {
        return each(Catalogue.faults().stream().filter(what -> !ALLOWED.contains(what.name())), Entrants.ours())
                .filter(arguments -> !promotedBefore(arguments));
    }

    static Stream<Arguments> overlooked() {
        return Stream.concat(
                each(Catalogue.faults().stream().filter(what -> ALLOWED.contains(what.name())), Entrants.ours()),
                each(
                        Catalogue.faults().stream().filter(what -> TOO_LATE_FOR_AUTO.contains(what.name())),
                        List.of(Entrants.AUTO)));
    }

    static Stream<Arguments> blatant() {
        return each(Catalogue.faults().stream().filter(what -> BLATANT.contains(what.name())), Entrants.ours());
    }

    static Stream<Arguments> healthy() {
        return each(Catalogue.healthy().stream(), Entrants.ours());
    }

    static Stream<Arguments> cold() {
        return each(Catalogue.cold().stream(), Entrants.ours());
    }

    static Stream<Arguments> loaded() {
        return each(Catalogue.loaded().stream(), Entrants.ours());
    }

    static Stream<Entrant> ours() {
        return Entrants.ours().stream();
    }

    static Stream<Entrant> warm() {
        return Stream.of(Entrants.FIXED_WARM, Entrants.AUTO_WARM);
    }

    @ParameterizedTest(name = "{1} finds {0}")
    @MethodSource("found")
    @DisplayName("A fault that begins with the first user is found, and the traffic goes back")
    void findsEveryFault(Case what, Entrant entrant) {
        assertThat(played(what, entrant, Onset.FirstUser))
                .allSatisfy(result -> assertThat(result.end()).as(result.why()).isEqualTo(End.Reverted));
    }

    @ParameterizedTest
    @ValueSource(strings = {"lat-x2-late", "lat-x2-p95-100-late"})
    @DisplayName("Doubled latency is found in some eight seconds, though half as slow again is allowed")
    void findsDoubledLatencySoon(String name) {
        Cell cell = Cell.play(Entrants.FIXED, Catalogue.fault(name), Onset.FirstUser, PER_SECOND, 50);

        assertThat(cell.count(End.Reverted)).isEqualTo(50);
        assertThat(cell.medianSeconds(End.Reverted)).isLessThan(8.5);
    }

    @ParameterizedTest(name = "{1} promotes in spite of {0}")
    @MethodSource("overlooked")
    @DisplayName("What is allowed, or comes when all is over, does not stop a release")
    void promotesInSpiteOf(Case what, Entrant entrant) {
        assertThat(played(what, entrant, Onset.FirstUser))
                .extracting(Result::end)
                .containsOnly(End.Promoted);
    }

    @ParameterizedTest(name = "{1} reverts {0} in the pre-flight")
    @MethodSource("blatant")
    @DisplayName("A blatant fault that is there from the beginning never meets a user")
    void sparesAllUsers(Case what, Entrant entrant) {
        assertThat(played(what, entrant, Onset.Start)).allSatisfy(result -> {
            assertThat(result.end()).isEqualTo(End.Reverted);
            assertThat(result.hurt()).isZero();
        });
    }

    @ParameterizedTest(name = "{1} promotes through {0}")
    @MethodSource("healthy")
    @DisplayName("A release that is as good as what it replaces is promoted, whatever happens to both")
    void promotesWhatIsGood(Case what, Entrant entrant) {
        assertThat(played(what, entrant, Onset.AnyTime))
                .allSatisfy(result -> assertThat(result.end()).as(result.why()).isEqualTo(End.Promoted));
    }

    @ParameterizedTest(name = "{1} promotes through {0}")
    @MethodSource("cold")
    @DisplayName("A green that is slow only while it is cold is promoted, and no setting is needed for it")
    void letsGreenBeColdAtFirst(Case what, Entrant entrant) {
        assertThat(played(what, entrant, Onset.FirstUser))
                .allSatisfy(result -> assertThat(result.end()).as(result.why()).isEqualTo(End.Promoted));
        assertThat(played(what, entrant, Onset.Start))
                .allSatisfy(result -> assertThat(result.end()).as(result.why()).isEqualTo(End.Promoted));
    }

    @ParameterizedTest(name = "{1} promotes through {0}")
    @MethodSource("loaded")
    @DisplayName("A green that is slower than blue only for having all of the users is promoted")
    void knowsThatLoadMakesSlow(Case what, Entrant entrant) {
        assertThat(Cell.play(entrant, what, Onset.Start, PER_SECOND, LOADS).results())
                .allSatisfy(result -> assertThat(result.end()).as(result.why()).isEqualTo(End.Promoted));
    }

    @ParameterizedTest
    @ValueSource(strings = {"lat-x2", "lat-x2-p95-100", "lat-later"})
    @DisplayName("A slowness that begins in the bake is found, though blue has no users there")
    void findsSlownessInTheBake(String name) {
        Cell cell = Cell.play(Entrants.FIXED, Catalogue.fault(name).after(BAKE), Onset.FirstUser, PER_SECOND, 20);

        assertThat(cell.count(End.Reverted)).isEqualTo(20);
        assertThat(cell.medianSeconds(End.Reverted)).isLessThan(name.equals("lat-later") ? 5 : 14);
    }

    @ParameterizedTest(name = "{0} promotes after a cold start")
    @MethodSource("warm")
    @DisplayName("A green that needs to warm up is promoted under a policy that says so")
    void letsGreenWarmUp(Entrant entrant) {
        assertThat(played(Catalogue.coldStart(), entrant, Onset.Start))
                .extracting(Result::end)
                .containsOnly(End.Promoted);
    }

    @ParameterizedTest(name = "{0} does not go on blindly")
    @MethodSource("ours")
    @DisplayName("Where nothing can be seen the release waits, and is given up when its deadline is over")
    void neverGoesOnBlindly(Entrant entrant) {
        assertThat(played(Catalogue.metricsGone(), entrant, Onset.FirstUser)).allSatisfy(result -> {
            assertThat(result.end()).isEqualTo(End.Reverted);
            assertThat(result.why()).doesNotStartWith("Unhealthy");
        });
    }

    private static boolean promotedBefore(Arguments arguments) {
        Case what = (Case) arguments.get()[0];
        return arguments.get()[1] == Entrants.AUTO && TOO_LATE_FOR_AUTO.contains(what.name());
    }

    private static List<Result> played(Case what, Entrant entrant, Onset onset) {
        return Cell.play(entrant, what, onset, PER_SECOND, SEEDS).results();
    }

    private static Stream<Arguments> each(Stream<Case> cases, List<Entrant> entrants) {
        return cases.flatMap(what -> entrants.stream().map(entrant -> Arguments.of(what, entrant)));
    }
}
