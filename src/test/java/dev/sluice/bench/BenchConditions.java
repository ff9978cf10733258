package dev.sluice.bench;

/**
 * How both versions answer at one moment.
 *
 * @param blue the share of blue's answers that fail
 * @param green the share of green's answers to users that fail
 * @param probed the share of green's answers to probes that fail
 * @param manner how green fails
 * @param slow how slow green is
 * @param podsDown whether the cluster sees none of green's pods ready
 * @param blind whether no gateway can be asked for anything
 */
record BenchConditions(
        double blue, double green, double probed, Manner manner, Slow slow, boolean podsDown, boolean blind) {
    /** How often a version fails that is well. */
    static final double USUAL = 0.001;

    /** Both versions are well. */
    static final BenchConditions WELL = both(USUAL);

    /** How a version fails. */
    enum Manner {
        /** It answers with an error. */
        Errors,
        /** Nothing listens: the gateway answers for it. */
        Refuses,
        /** It never answers. */
        Hangs
    }

    /**
     * How slow green is.
     *
     * @param times how many times as long it takes
     * @param later how many milliseconds it takes beyond that
     * @param probed whether probes meet it too
     */
    record Slow(double times, double later, boolean probed) {
        static final Slow NOT = new Slow(1, 0, true);

        double millis(double usual, boolean probe) {
            return probe && !probed ? usual : usual * times + later;
        }

        boolean is() {
            return times > 1 || later > 0;
        }
    }

    static BenchConditions both(double share) {
        return new BenchConditions(share, share, share, Manner.Errors, Slow.NOT, false, false);
    }

    static BenchConditions greenFails(double share) {
        return new BenchConditions(USUAL, share, share, Manner.Errors, Slow.NOT, false, false);
    }

    BenchConditions in(Manner next) {
        return new BenchConditions(blue, green, probed, next, slow, podsDown, blind);
    }

    BenchConditions unseenByProbes() {
        return new BenchConditions(
                blue, green, USUAL, manner, new Slow(slow.times, slow.later, false), podsDown, blind);
    }

    static BenchConditions greenSlower(double times) {
        return new BenchConditions(USUAL, USUAL, USUAL, Manner.Errors, new Slow(times, 0, true), false, false);
    }

    static BenchConditions greenLater(double millis) {
        return new BenchConditions(USUAL, USUAL, USUAL, Manner.Errors, new Slow(1, millis, true), false, false);
    }

    BenchConditions withPodsDown(boolean down) {
        return new BenchConditions(blue, green, probed, manner, slow, down, blind);
    }

    static BenchConditions nothingToBeSeen() {
        return new BenchConditions(USUAL, USUAL, USUAL, Manner.Errors, Slow.NOT, false, true);
    }
}
