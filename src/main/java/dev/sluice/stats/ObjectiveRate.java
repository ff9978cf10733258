package dev.sluice.stats;

import java.util.stream.DoubleStream;

/**
 * Does a version fail more often than its objective {@code p0} allows? The likelihood ratio of {@code q = p0 + delta} against
 * {@code p0} for several sizes of the excess (Wald 1945; as a mixture, Robbins 1970).
 *
 * @param p0 the objective, a share strictly between 0 and 1
 */
public record ObjectiveRate(double p0) {
    private static final double[] DELTA = {.002, .004, .008, .016, .04, .10, .25, .50, .90};

    /** Ticks with fewer of blue's requests say nothing of blue's own rate. */
    private static final int ENOUGH = 20;

    /** So many times its objective is an outage that blue shares. */
    private static final double SHARED = 3;

    /** Checks. */
    public ObjectiveRate {
        if (!(p0 > 0 && p0 < 1)) {
            throw new IllegalArgumentException("p0=" + p0);
        }
    }

    /** How many sizes of the excess are asked for. */
    public static int sizes() {
        return DELTA.length;
    }

    /** Green's, one logarithm for each size; zeros for a tick in which blue breaches the objective clearly too. */
    public double[] green(Counts tick) {
        boolean shared = tick.blue() >= ENOUGH && tick.blueFailed() > SHARED * p0 * tick.blue();
        return shared ? new double[DELTA.length] : lnLikelihoods(tick.green(), tick.greenFailed());
    }

    /** Blue's own, by which a blue that breaches the objective for long is found. */
    public double[] blue(Counts tick) {
        return lnLikelihoods(tick.blue(), tick.blueFailed());
    }

    private double[] lnLikelihoods(long requests, long failed) {
        return DoubleStream.of(DELTA)
                .map(delta -> Math.min(p0 + delta, (1 + p0 + .90) / 2.9))
                .map(q -> failed * Math.log(q / p0) + (requests - failed) * (Math.log1p(-q) - Math.log1p(-p0)))
                .toArray();
    }
}
