package dev.sluice.bench;

/**
 * How both versions answer at one moment.
 *
 * @param blue the share of blue's answers that fail
 * @param green the share of green's answers to users that fail
 * @param probed the share of green's answers to probes that fail
 * @param manner how green fails
 * @param slower how many times as long green takes
 * @param later how many milliseconds green takes beyond that
 * @param podsDown whether the cluster sees none of green's pods ready
 * @param blind whether no gateway can be asked for anything
 */
record Conditions(
        double blue,
        double green,
        double probed,
        Manner manner,
        double slower,
        double later,
        boolean podsDown,
        boolean blind) {
    /** How often a version fails that is well. */
    static final double USUAL = 0.001;

    /** Both versions are well. */
    static final Conditions WELL = both(USUAL);

    /** How a version fails. */
    enum Manner {
        /** It answers with an error. */
        Errors,
        /** Nothing listens: the gateway answers for it. */
        Refuses,
        /** It never answers. */
        Hangs
    }

    static Conditions both(double share) {
        return new Conditions(share, share, share, Manner.Errors, 1, 0, false, false);
    }

    static Conditions greenFails(double share) {
        return new Conditions(USUAL, share, share, Manner.Errors, 1, 0, false, false);
    }

    Conditions in(Manner next) {
        return new Conditions(blue, green, probed, next, slower, later, podsDown, blind);
    }

    Conditions unseenByProbes() {
        return new Conditions(blue, green, USUAL, manner, slower, later, podsDown, blind);
    }

    static Conditions greenSlower(double times) {
        return new Conditions(USUAL, USUAL, USUAL, Manner.Errors, times, 0, false, false);
    }

    static Conditions greenLater(double millis) {
        return new Conditions(USUAL, USUAL, USUAL, Manner.Errors, 1, millis, false, false);
    }

    Conditions withPodsDown(boolean down) {
        return new Conditions(blue, green, probed, manner, slower, later, down, blind);
    }

    static Conditions nothingToBeSeen() {
        return new Conditions(USUAL, USUAL, USUAL, Manner.Errors, 1, 0, false, true);
    }
}
