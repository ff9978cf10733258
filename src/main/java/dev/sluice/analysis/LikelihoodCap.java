package dev.sluice.analysis;

/**
 * Keeps one bad tick from deciding alone: failures within a second are often one event (a garbage collection, a lost packet) and not
 * many. A factor may always be made smaller: the test stays valid.
 */
final class LikelihoodCap {
    private static final double MOST = 3;
    private static final int ENOUGH = 5;

    private LikelihoodCap() {}

    /** Caps each logarithm, unless at least half of enough requests of green failed. */
    static double[] guard(double[] lnL, Counts tick) {
        boolean plain = tick.green() >= ENOUGH && 2 * tick.greenFailed() >= tick.green();
        return plain ? lnL : cap(lnL);
    }

    /** Caps each logarithm, however plain the tick. */
    static double[] cap(double[] lnL) {
        return cap(lnL, MOST);
    }

    /**
     * Caps each logarithm, however plain the tick: a pause that slows every request of a second is one event. A slowness that goes on is more than one,
     * so its further seconds may say more.
     *
     * @param before the logarithm of the odds that the seconds before give a slowness that began lately
     */
    static double[] capSlow(double[] lnL, double before) {
        return cap(lnL, Math.max(MOST, before));
    }

    private static double[] cap(double[] lnL, double most) {
        double[] capped = new double[lnL.length];
        for (int k = 0; k < capped.length; k++) {
            capped[k] = Math.min(lnL[k], most);
        }
        return capped;
    }
}
