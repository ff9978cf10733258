package dev.sluice.rollout;

import dev.sluice.policy.HealthSpec;
import dev.sluice.stats.SignTest;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Weighs the evidence. Green is unhealthy when it was refused several times in a row while blue answered, or when, in
 * the last seconds or in the whole window, it failed more often than its objective allows and more often than blue by
 * more than chance explains.
 */
final class Judge {
    /**
     * The chance of a false alarm that one look may carry. There are thousands of looks in a rollout, most of them at the
     * same probes: with this bound, simulated healthy rollouts were reverted at most 3 times in 10,000.
     */
    static final double CHANCE = 1e-6;

    /** Refusals in a row that settle it: a single dead pod among three is refused this often in a row once in 243. */
    static final int REFUSALS = 5;

    /** Short windows find a late fault that a long healthy past would hide. */
    private static final List<Duration> SHORT = List.of(Duration.ofSeconds(2), Duration.ofSeconds(10));

    private Judge() {}

    static Verdict judge(Evidence evidence, HealthSpec health, Instant from, Instant at) {
        if (evidence.refusedRun() >= REFUSALS) {
            return new Verdict.Unhealthy("green refused the last " + evidence.refusedRun() + " probes ("
                    + evidence.lastFailure() + ") while blue answered");
        }
        for (Duration window : SHORT) {
            Optional<Verdict> bad = compare(evidence, health, later(from, at.minus(window)), at);
            if (bad.isPresent()) {
                return bad.get();
            }
        }
        return compare(evidence, health, later(from, at.minus(health.window())), at)
                .orElseGet(() -> sample(evidence, health, from));
    }

    private static Optional<Verdict> compare(Evidence evidence, HealthSpec health, Instant from, Instant at) {
        Tally green = evidence.green(from);
        Tally blue = evidence.blue(from);
        if (blue.total() == 0 || green.errorPercent() <= health.maxErrorPercent()) {
            return Optional.empty();
        }
        double share = (double) green.total() / (green.total() + blue.total());
        double chance = SignTest.chance(green.failed(), blue.failed(), share);
        return chance <= CHANCE
                ? Optional.of(new Verdict.Unhealthy(worse(evidence, green, blue, chance, from, at)))
                : Optional.empty();
    }

    private static String worse(Evidence evidence, Tally green, Tally blue, double chance, Instant from, Instant at) {
        return String.format(
                Locale.ROOT,
                "green failed %s probes in %.1f s, blue %s; odds of chance 1 in %,.0f; last: %s",
                green,
                Duration.between(from, at).toMillis() / 1000.0,
                blue,
                1 / Math.max(chance, 1e-12),
                evidence.lastFailure());
    }

    private static Verdict sample(Evidence evidence, HealthSpec health, Instant from) {
        Tally green = evidence.green(from);
        if (green.total() < health.minSample()) {
            return new Verdict.Inconclusive("saw " + green.total() + " of " + health.minSample() + " probes of green");
        }
        if (green.errorPercent() > health.maxErrorPercent()) {
            return new Verdict.Inconclusive("green failed " + green + " probes, above its objective of "
                    + health.maxErrorPercent() + " %, blue " + evidence.blue(from) + "; not yet beyond chance");
        }
        return new Verdict.Healthy("green failed " + green + " probes, blue " + evidence.blue(from));
    }

    private static Instant later(Instant a, Instant b) {
        return a.isAfter(b) ? a : b;
    }
}
