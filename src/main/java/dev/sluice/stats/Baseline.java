package dev.sluice.stats;

/**
 * How often blue fails, of late and for a longer while, as sums that fade.
 *
 * <p>An objective says how often an app may fail when it is well. While blue is not, green may be as bad as blue, and what is compared with the
 * objective must be compared with blue instead.
 *
 * @param lately requests, fading within seconds
 * @param latelyFailed how many of them failed
 * @param longer requests, fading within minutes
 * @param longerFailed how many of them failed
 */
public record Baseline(double lately, double latelyFailed, double longer, double longerFailed) {
    /** Nothing seen. */
    public static final Baseline NONE = new Baseline(0, 0, 0, 0);

    private static final double SECONDS = Math.exp(-1 / 3.0);
    private static final double MINUTES = Math.exp(-1 / 60.0);

    /** After one more tick. */
    Baseline after(long requests, long failed) {
        return new Baseline(
                lately * SECONDS + requests,
                latelyFailed * SECONDS + failed,
                longer * MINUTES + requests,
                longerFailed * MINUTES + failed);
    }

    /** The share of failures, the worse of both; the last one known while blue gets no requests. */
    double rate() {
        return lately == 0 ? 0 : Math.max(now(), longerFailed / longer);
    }

    /** The same with one more tick, which may be the worst of all: an outage begins within a second. */
    double rate(long requests, long failed) {
        double tick = requests == 0 ? 0 : (double) failed / requests;
        return Math.max(tick, after(requests, failed).rate());
    }

    /** The share of failures within the last seconds. */
    double now() {
        return lately == 0 ? 0 : latelyFailed / lately;
    }
}
