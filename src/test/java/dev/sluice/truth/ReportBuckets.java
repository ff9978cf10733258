package dev.sluice.truth;

/**
 * Cuts a scene's time into buckets of one length, with an edge between two of them where it matters: at the first failure, so that
 * none is drawn before it. The first and the last bucket are a little longer or shorter.
 *
 * @param from when the first bucket begins, in seconds
 * @param edge where one bucket ends and the next begins
 * @param to when the last one ends
 */
record ReportBuckets(double from, double edge, double to) {
    private static final double FINEST = 0.25;
    private static final int MOST = 300;

    /** Less of a bucket than this has too few requests to stand alone. */
    private static final double CRUMB = 0.3;

    /** What a division of decimal fractions may lack of a whole number. */
    private static final double HAIR = 1e-6;

    int count() {
        return before() + (int) Math.max(1, Math.ceil((to - edge) / length() - CRUMB));
    }

    int bucket(double at) {
        return Math.clamp(before() + (long) Math.floor((at - edge) / length() + HAIR), 0, count() - 1);
    }

    /** When a bucket begins, to the millisecond. */
    double start(int bucket) {
        double start = bucket == 0 ? from : edge + (bucket - before()) * length();
        return Math.round(start * 1e3) / 1e3;
    }

    private int before() {
        return (int) Math.ceil((edge - from) / length() - CRUMB);
    }

    private double length() {
        return FINEST * Math.max(1, Math.ceil((to - from) / MOST / FINEST));
    }
}
