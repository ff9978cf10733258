package dev.sluice.bench;

import dev.sluice.analysis.Counts;
import dev.sluice.analysis.VersionRole;
import dev.sluice.bench.App.Manners;
import dev.sluice.bench.BenchConditions.Manner;
import dev.sluice.bench.Requests.Ending;
import dev.sluice.bench.Requests.Request;
import dev.sluice.rollout.Weight;
import java.util.Optional;

/** Users, two versions of an app and the gateways between them. Users come as they like and do not wait for answers (an open loop). */
final class Ground {
    /** Milliseconds from a write of weights until every gateway serves them: the median measured on a real istiod and Envoy. */
    static final long SERVED_AFTER = 113;

    /** Milliseconds after which a gateway gives up an answer: Envoy's default. */
    private static final double ROUTE_TIMEOUT = 15_000;

    private static final double REFUSED_AFTER = 2;

    private final BenchScene scene;
    private final Chance users;
    private final double slow;
    private final double anyTime;
    private final Requests requests;

    private long now;
    private Weight weight = Weight.NONE;
    private Weight written = Weight.NONE;
    private long servedAt;
    private Optional<Long> firstUser = Optional.empty();
    private Totals totals = Totals.NONE;
    private long hurt;

    /**
     * @param slow milliseconds beyond which green's answers are counted as slow
     * @param length seconds that a good release takes its users through
     */
    Ground(BenchScene scene, Chance chance, double slow, double length) {
        this.scene = scene;
        this.users = chance.split();
        this.slow = slow;
        this.anyTime = chance.between(0, length) * 1000;
        this.requests = new Requests(chance.between(0, 5000), this::ended);
        if (scene.what().app().polls() > 0) {
            come(-App.POLL_MOST, 0, BenchConditions.WELL);
            requests.advance(0);
        }
    }

    /** Milliseconds since the release began. */
    long now() {
        return now;
    }

    /** Asks the gateways for a weight. */
    void write(Weight next) {
        written = next;
        servedAt = now + SERVED_AFTER;
    }

    /** Whether every gateway serves what was written. */
    boolean served() {
        return weight.equals(written) && now >= servedAt;
    }

    Weight weight() {
        return weight;
    }

    /** A version's share of the users. */
    double share(boolean green) {
        double share = weight.percent() / 100;
        return green ? share : 1 - share;
    }

    App app() {
        return scene.what().app();
    }

    /** What the gateway has on its way, and what it tells of it. */
    Requests requests() {
        return requests;
    }

    /** What the gateways have counted of users' requests. */
    Totals totals() {
        return totals;
    }

    /** Users' requests that the fault has hurt: failed, or slow where green is slow. */
    long hurt() {
        return hurt;
    }

    /** Lets users come until then. */
    void advance(long to) {
        while (now < to) {
            long next = servedAt > now ? Math.min(servedAt, to) : to;
            come(now, next, conditions());
            requests.advance(next);
            now = next;
            if (now >= servedAt && !weight.equals(written)) {
                weight = written;
                firstUser = weight.equals(Weight.NONE) ? firstUser : firstUser.or(() -> Optional.of(now));
            }
        }
    }

    /** When the fault begins or began, in milliseconds since the release began; empty as long as that is open. */
    Optional<Long> onset() {
        Optional<Long> known = switch (scene.onset()) {
            case Start -> Optional.of(0L);
            case FirstUser -> firstUser;
            case AnyTime -> firstUser.map(first -> first + Math.round(anyTime));
        };
        return known.map(began -> began + Math.round(1000 * scene.what().after()));
    }

    /** How both versions answer now. */
    BenchConditions conditions() {
        double share = weight.percent() / 100;
        return onset().filter(began -> began <= now)
                .map(began -> scene.what()
                        .fault()
                        .at(new SimulatedGreen.Moment((now - began) / 1000.0, share, scene.perSecond() * share)))
                .orElse(BenchConditions.WELL);
    }

    /** How many come, and when, do not depend on how they are answered. */
    private void come(double from, double to, BenchConditions is) {
        boolean begun = onset().filter(began -> began <= from).isPresent();
        double share = weight.percent() / 100;
        for (long i = users.poisson(scene.perSecond() * (to - from) / 1000); i > 0; i--) {
            double at = users.between(from, to);
            boolean green = users.hit(share);
            boolean fails = users.hit(green ? is.green() : is.blue());
            requests.send(request(at, green ? VersionRole.Green : VersionRole.Blue, fails, is));
            if (begun && green && (is.slow().is() ? !fails : fails)) {
                hurt++;
            }
        }
    }

    private Request request(double at, VersionRole role, boolean fails, BenchConditions is) {
        boolean green = role == VersionRole.Green;
        Manner manner = green ? is.manner() : Manner.Errors;
        if (fails && manner != Manner.Errors) {
            double took = manner == Manner.Hangs ? ROUTE_TIMEOUT : REFUSED_AFTER;
            return new Request(at + took, took, role, Ending.Failed, true);
        }
        Manners manners = app().manners(users);
        double usual = app().takes(manners, share(green), users);
        double took = manners != Manners.Waits
                ? usual
                : app().pausedFor(green, at) + (green ? is.slow().millis(usual, false) : usual);
        Ending answered = fails ? Ending.Failed : Ending.Passed;
        return new Request(at + took, took, role, manners == Manners.GoesAway ? Ending.Unanswered : answered, true);
    }

    /** As Istio counts: one whose caller went away is no failure. */
    private void ended(Request request) {
        long failed = request.ending() == Ending.Failed ? 1 : 0;
        boolean late = request.took() > slow && request.ending() == Ending.Passed;
        totals = totals.plus(
                switch (request.colour()) {
                    case Blue -> new Totals(new Counts(0, 0, 1, failed), 0);
                    case Green -> new Totals(new Counts(1, failed, 0, 0), late ? 1 : 0);
                });
    }
}
