package dev.sluice.analysis;

import java.util.Optional;

/**
 * Does green fail more often than its objective {@code p0} allows? The likelihood ratio of {@code q = p0 + delta} against
 * {@code p0} for several sizes of the excess (Wald 1945; as a mixture, Robbins 1970).
 *
 * @param p0 the objective, a share strictly between 0 and 1
 */
public record ObjectiveRateTest(double p0) {
    private static final double[] DELTA = {.002, .004, .008, .016, .04, .10, .25, .50, .90};

    /** Where blue fails, green may fail so many times as often: what blue shows of late is an estimate. */
    private static final double BESIDE_BLUE = 3;

    /** Checks. */
    public ObjectiveRateTest {
        if (!(p0 > 0 && p0 < 1)) {
            throw new IllegalArgumentException("p0=" + p0);
        }
    }

    /** How many sizes of the excess are asked for. */
    public static int sizes() {
        return DELTA.length;
    }

    /**
     * The objective while blue fails at this rate; empty while it fails so often that green may fail every request. An objective a
     * little below that would blame green for an outage of both, if only it lasts.
     */
    Optional<ObjectiveRateTest> beside(double blue) {
        double fair = Math.max(p0, BESIDE_BLUE * blue);
        return fair < 1 ? Optional.of(new ObjectiveRateTest(fair)) : Optional.empty();
    }

    /** One logarithm for each size of the excess. */
    double[] lnLikelihoods(Counts tick) {
        long passed = tick.green() - tick.greenFailed();
        double[] lnL = new double[DELTA.length];
        for (int k = 0; k < lnL.length; k++) {
            double q = Math.min(p0 + DELTA[k], 1 - (1 - p0) / 10);
            lnL[k] = tick.greenFailed() * Math.log(q / p0) + passed * (Math.log1p(-q) - Math.log1p(-p0));
        }
        return lnL;
    }
}
