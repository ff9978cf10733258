package dev.sluice.analysis;

/**
 * Is green slower than blue at the same moment? Requests beyond a fixed latency are counted for both; the block two-sample test compares the
 * shares (Turner, Ly and Gruenwald, arXiv 2106.02693).
 *
 * <p>For each shift {@code s}: blue's share {@code theta_b} is what the ticks before suggest, green's has its log odds shifted by
 * {@code s}, and the null hypothesis, one share for both, gets the mean weighted by the requests. The ratio's mean under any common share is at
 * most 1, whatever {@code theta_b} was guessed; a good guess makes it strong.
 *
 * @param past both versions' counts of all ticks before
 */
public record QuantileExceedanceTest(Counts past) {
    private static final double[] SHIFT = {.4, .8, 1.5, 2.5, 4};

    private static final int LIKELY = 1;

    /** How many shifts are asked for. */
    public static int sizes() {
        return SHIFT.length;
    }

    /**
     * One logarithm of a likelihood ratio for each shift.
     *
     * @param tick requests, and how many of them were beyond the edge
     * @param expected blue's share beyond the edge by choice of the edge, for as long as little has been seen
     */
    public double[] lnLikelihoods(Counts tick, double expected) {
        if (tick.green() == 0 || tick.blue() == 0) {
            return new double[SHIFT.length];
        }
        double blue = share(past, expected);
        double[] lnL = new double[SHIFT.length];
        for (int k = 0; k < lnL.length; k++) {
            lnL[k] = lnLikelihood(tick, blue, SHIFT[k]);
        }
        return lnL;
    }

    /** The same for a shift in the middle, for which doubled latency is an example. */
    double lnLikely(Counts tick, double expected) {
        return likely(lnLikelihoods(tick, expected));
    }

    static double shift(int size) {
        return SHIFT[size];
    }

    static double likely(double[] lnLikelihoods) {
        return lnLikelihoods[LIKELY];
    }

    /** Blue's share beyond an edge, as far as it is known. */
    static double share(Counts past, double expected) {
        return (past.blueFailed() + 20 * expected) / (past.blue() + 20);
    }

    /** A share with its log odds shifted. */
    static double shifted(double share, double shift) {
        double odds = share / (1 - share) * Math.exp(shift);
        return odds / (1 + odds);
    }

    private static double lnLikelihood(Counts tick, double blue, double shift) {
        double green = shifted(blue, shift);
        double common = (tick.green() * green + tick.blue() * blue) / tick.total();
        return lnRatio(tick.green(), tick.greenFailed(), green, common)
                + lnRatio(tick.blue(), tick.blueFailed(), blue, common);
    }

    private static double lnRatio(long requests, long beyond, double theta, double common) {
        return beyond * Math.log(theta / common) + (requests - beyond) * Math.log((1 - theta) / (1 - common));
    }
}
