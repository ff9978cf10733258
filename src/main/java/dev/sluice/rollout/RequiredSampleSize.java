package dev.sluice.rollout;

import dev.sluice.analysis.ConfidenceSequence;
import dev.sluice.analysis.Counts;
import java.util.function.LongPredicate;

/**
 * What a stage has to count before it may be left, if nothing of it fails.
 *
 * @param probes probes of green
 * @param users users' requests to green
 */
public record RequiredSampleSize(long probes, long users) {
    /** Nothing here needs more. */
    private static final long MOST = 1L << 40;

    static RequiredSampleSize of(Plan plan, int stage, TrafficAssumptions load) {
        int least = plan.health().minSample();
        double perSecond = load.usersPerSecond() * plan.stage(stage).weight().percent() / 100;
        return switch (plan.stage(stage).pass()) {
            case Sampled -> new RequiredSampleSize(least, 0);
            case Exposure ->
                new RequiredSampleSize(
                        least, exposure(load, plan.stage(stage + 1).weight()));
            case Proven ->
                perSecond * plan.deadline().toSeconds() >= HealthEvaluator.WORTH_WAITING
                        ? new RequiredSampleSize(least, proof())
                        : new RequiredSampleSize(Math.max(least, proof()), 0);
        };
    }

    /** How many seconds it takes to count that; infinite when it never comes. */
    double seconds(double probesPerSecond, double usersPerSecond) {
        return Math.max(probes / probesPerSecond, users == 0 ? 0 : users / usersPerSecond);
    }

    private static long exposure(TrafficAssumptions load, Weight next) {
        return smallest(
                n -> AutoSteps.atStake(new Counts(n, 0, 0, 0), load.usersPerSecond(), next) <= AutoSteps.BUDGET);
    }

    private static long proof() {
        return smallest(n -> ConfidenceSequence.of(n, 0, AutoSteps.ALPHA).high() <= HealthEvaluator.MARGIN);
    }

    private static long smallest(LongPredicate enough) {
        long reached = 1;
        while (!enough.test(reached) && reached < MOST) {
            reached *= 2;
        }
        long below = enough.test(0) ? reached - 1 : reached / 2;
        if (enough.test(0)) {
            return 0;
        }
        while (reached - below > 1) {
            long middle = (below + reached) >>> 1;
            if (enough.test(middle)) {
                reached = middle;
            } else {
                below = middle;
            }
        }
        return reached;
    }
}
