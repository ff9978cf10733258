package dev.sluice.truth;

/**
 * Cuts a scene's time into buckets of one length, with an edge between two of them where it matters: at the first failure, so that
 * none is drawn before it. The first and the last bucket take what is left over, or lack a little.
 *
 * @param from when the first bucket begins, in seconds
 * @param edge where one bucket ends and the next begins
 * @param to when the last one ends
 */
record ReportBuckets(double from, double edge, double to) {
    private static final double FINEST = 0.25;
    private static final int MOST = 300;

    int count() {
        return before() + (int) Math.max(1, Math.round((to - edge) / length()));
    }

    int bucket(double at) {
        return Math.clamp(before() + (long) Math.floor((at - edge) / length()), 0, count() - 1);
    }

    /** When a bucket begins, to the millisecond. */
    double start(int bucket) {
        double start = bucket == 0 ? from : edge + (bucket - before()) * length();
        return Math.round(start * 1e3) / 1e3;
    }

    private int before() {
        return (int) Math.round((edge - from) / length());
    }

    private double length() {
        return FINEST * Math.max(1, Math.ceil((to - from) / MOST / FINEST));
    }
}
