package dev.sluice.analysis;

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
public record BaselineErrorRate(double lately, double latelyFailed, double longer, double longerFailed) {
    /** Nothing seen. */
    public static final BaselineErrorRate NONE = new BaselineErrorRate(0, 0, 0, 0);

    /** So little left of a count says nothing of these seconds any more. */
    private static final double FADED = 0.01;

    /** Where blue gets no requests, an outage that it had last is no measure for green for ever. */
    private static final double LAST_KNOWN_AT_MOST = 0.1;

    private static final double SECONDS = Math.exp(-1 / 3.0);
    private static final double MINUTES = Math.exp(-1 / 60.0);

    /** After one more tick. */
    BaselineErrorRate after(long requests, long failed) {
        return new BaselineErrorRate(
                lately * SECONDS + requests,
                latelyFailed * SECONDS + failed,
                longer * MINUTES + requests,
                longerFailed * MINUTES + failed);
    }

    /** The share of failures, the worse of both; the last one known while blue gets no requests. */
    double rate() {
        double known = longer == 0 ? 0 : longerFailed / longer;
        return lately < FADED ? Math.min(known, LAST_KNOWN_AT_MOST) : Math.max(now(), known);
    }

    /** The same with one more tick, which may be the worst of all: an outage begins within a second. */
    double rate(long requests, long failed) {
        double tick = requests == 0 ? 0 : (double) failed / requests;
        return Math.max(tick, after(requests, failed).rate());
    }

    /** The share of failures within the last seconds; 0 when there were no requests. */
    double now() {
        return lately < FADED ? 0 : latelyFailed / lately;
    }
}
