package dev.sluice.bench;

import dev.sluice.rollout.Weight;
import dev.sluice.stats.Counts;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/** Users, two versions of an app and the gateways between them. Users come as they like and do not wait for answers (an open loop). */
final class Ground {
    /** Milliseconds from a write of weights until every gateway serves them: the median measured on a real istiod and Envoy. */
    static final long SERVED_AFTER = 113;

    /** Milliseconds after which a gateway gives up an answer: Envoy's default. */
    private static final long ROUTE_TIMEOUT = 15_000;

    private final Scene scene;
    private final Chance users;
    private final double slow;
    private final Deque<Late> late = new ArrayDeque<>();
    private final double anyTime;

    private long now;
    private Weight weight = Weight.NONE;
    private Weight written = Weight.NONE;
    private long servedAt;
    private Optional<Long> firstUser = Optional.empty();
    private Totals totals = Totals.NONE;
    private long hurt;

    /** What will be counted only when the gateway gives up. */
    private record Late(long at, Totals totals) {}

    /**
     * @param slow milliseconds beyond which green's answers are counted as slow
     * @param length seconds that a good release takes its users through
     */
    Ground(Scene scene, Chance chance, double slow, double length) {
        this.scene = scene;
        this.users = chance.split();
        this.slow = slow;
        this.anyTime = chance.between(0, length) * 1000;
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

    /** What the gateways have counted. */
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
            come((next - now) / 1000.0);
            now = next;
            if (now >= servedAt && !weight.equals(written)) {
                weight = written;
                firstUser = weight.equals(Weight.NONE) ? firstUser : firstUser.or(() -> Optional.of(now));
            }
            while (!late.isEmpty() && late.getFirst().at <= now) {
                totals = totals.plus(late.removeFirst().totals);
            }
        }
    }

    /** When the fault begins or began, in milliseconds since the release began; empty as long as that is open. */
    Optional<Long> onset() {
        return switch (scene.onset()) {
            case Start -> Optional.of(0L);
            case FirstUser -> firstUser;
            case AnyTime -> firstUser.map(first -> first + Math.round(anyTime));
        };
    }

    /** How both versions answer now. */
    Conditions conditions() {
        double share = weight.percent() / 100;
        return onset().filter(began -> began <= now)
                .map(began -> scene.what()
                        .fault()
                        .at(new Fault.Moment((now - began) / 1000.0, share, scene.perSecond() * share)))
                .orElse(Conditions.WELL);
    }

    /** Requests that fail and requests that do not come independently of each other: a Poisson process may be thinned. */
    private void come(double seconds) {
        Conditions is = conditions();
        double green = scene.perSecond() * seconds * weight.percent() / 100;
        double blue = scene.perSecond() * seconds - green;
        long blueFailed = users.poisson(blue * is.blue());
        long bluePassed = users.poisson(blue * (1 - is.blue()));
        long failed = users.poisson(green * is.green());
        double beyond = Latency.beyond(Math.max(0.001, slow - is.later()), is.slower());
        long passedSlow = users.poisson(green * (1 - is.green()) * beyond);
        long passedFast = users.poisson(green * (1 - is.green()) * (1 - beyond));
        boolean hangs = is.manner() == Conditions.Manner.Hangs;
        if (hangs && failed > 0) {
            late.addLast(new Late(now + ROUTE_TIMEOUT, new Totals(new Counts(failed, failed, 0, 0), failed)));
        }
        long answered = hangs ? 0 : failed;
        totals = totals.plus(new Totals(
                new Counts(passedSlow + passedFast + answered, answered, blueFailed + bluePassed, blueFailed),
                passedSlow));
        if (onset().filter(began -> began <= now).isPresent()) {
            hurt += is.slower() > 1 ? passedSlow + passedFast : failed;
        }
    }
}
