package dev.sluice.analysis;

/**
 * How green's latency goes: the mean of its logarithm over the last seconds beside that over a somewhat longer while. What grows, stays, or has just
 * begun is not below the longer mean; what fades is.
 *
 * @param lately answers, fading within two seconds
 * @param latelySum the sum of their steps
 * @param longer answers, fading within six seconds
 * @param longerSum the sum of their steps
 */
public record LatencyTrend(double lately, double latelySum, double longer, double longerSum) {
    /** Nothing seen. */
    public static final LatencyTrend NONE = new LatencyTrend(0, 0, 0, 0);

    private static final int DECADE = 8;
    private static final double SHORT = Math.exp(-1 / 2.0);
    private static final double LONG = Math.exp(-1 / 6.0);

    /** Three hundredths faster, in steps. */
    private static final double FADES = 0.03 * DECADE / Math.log(10);

    /** Twice as slow as lately, in steps: there a slowness begins, and what was before it says nothing of how it goes on. */
    private static final double BEGINS = Math.log(2) * DECADE / Math.log(10);

    /** A latency as a whole number of steps, eight for each power of ten: as a recording keeps it, so that a replay finds the same. */
    public static long step(double millis) {
        return Math.max(DECADE, Math.round(DECADE * Math.log10(Math.max(1, Math.floor(millis * 1000)))));
    }

    /**
     * After one more tick.
     *
     * @param answers how many there were
     * @param sum of their steps
     */
    public LatencyTrend after(long answers, long sum) {
        if (answers > 0 && lately > 0 && (double) sum / answers > latelySum / lately + BEGINS) {
            return new LatencyTrend(answers, sum, answers, sum);
        }
        return new LatencyTrend(
                lately * SHORT + answers, latelySum * SHORT + sum, longer * LONG + answers, longerSum * LONG + sum);
    }

    /** Whether green has taken longer than that lately, by the mean of the logarithm. */
    public boolean beyond(double millis) {
        return lately > 0 && latelySum / lately >= step(millis);
    }

    /** Whether green becomes faster. */
    public boolean fading() {
        return lately > 0 && latelySum / lately < longerSum / longer - FADES;
    }
}
