package dev.sluice.analysis;

/**
 * What users' requests have shown of green's latency so far: how many took grossly longer than blue's do, as the gateways tell it every few
 * seconds. Never changes.
 *
 * @param past what was counted before
 * @param last what was counted last
 * @param before what was counted before that
 * @param mixture the test of green beside blue
 */
public record SlowUsers(Counts past, Counts last, Counts before, MixtureEProcess mixture) {
    /** Nothing seen. */
    public static final SlowUsers NONE =
            new SlowUsers(Counts.NONE, Counts.NONE, Counts.NONE, MixtureEProcess.of(QuantileExceedanceTest.sizes()));

    /** Blue's share beyond the edge by its choice, for as long as little has been seen. */
    private static final double USUAL = 0.01;

    private static final double FADES = 0.8;

    /**
     * After some more seconds.
     *
     * @param more requests, and how many of them were grossly slow
     * @param prior how likely it is, before anything is seen, that green slows down with these
     */
    public SlowUsers after(Counts more, double prior) {
        double[] lnL = LikelihoodCap.guard(new QuantileExceedanceTest(past).lnLikelihoods(more, USUAL), more);
        return new SlowUsers(past.plus(more), more, last, mixture.after(lnL, prior));
    }

    /** Whether anything was counted. */
    public boolean counted() {
        return past.total() > 0;
    }

    /**
     * Whether green is, or may be, cold: its share of slow requests falls, or there is nothing yet to tell by. What was told first of green is of a
     * part of the time only.
     */
    public boolean fading() {
        boolean first = past.green() == last.green() + before.green();
        return first || before.greenFailed() == 0 || share(last) < FADES * share(before);
    }

    private static double share(Counts counts) {
        return counts.green() == 0 ? 0 : (double) counts.greenFailed() / counts.green();
    }

    /** The logarithm of the odds against chance that green is grossly slower than blue. */
    public double lnValue() {
        return mixture.lnValue();
    }
}
