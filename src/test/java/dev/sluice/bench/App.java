package dev.sluice.bench;

/**
 * What both versions have in common.
 *
 * @param median milliseconds that half of the answers take at most
 * @param tail the share of answers that take 20 times as long
 * @param polls the share of requests that are kept open for 20 to 40 s
 * @param abandoned the share of requests whose callers go away after 0.3 s, without an answer
 * @param pause milliseconds for which a version does nothing every 10 s, each at another time
 * @param utilisation how busy a version is that has all users, from 0 to 1: an answer takes as much longer as a queue before one server makes it
 */
record App(double median, double tail, double polls, double abandoned, double pause, double utilisation) {
    /** Half of its answers take 20 ms at most. */
    static final App USUAL = new App(20, 0, 0, 0, 0, 0);

    private static final double TAIL = 20;
    private static final double POLL_LEAST = 20_000;

    /** Milliseconds that a request is kept open at most. */
    static final double POLL_MOST = 40_000;

    private static final double PATIENCE = 300;
    private static final double PAUSES_EVERY = 10_000;
    private static final double BLUE_PAUSES = 7000;
    private static final double GREEN_PAUSES = 2000;

    static App ofMedian(double millis) {
        return new App(millis, 0, 0, 0, 0, 0);
    }

    static App busy(double utilisation) {
        return new App(20, 0, 0, 0, 0, utilisation);
    }

    /** What a user does. */
    enum Manners {
        /** Waits for an answer that comes as fast as it can. */
        Waits,
        /** Waits for news. */
        Polls,
        /** Goes away. */
        GoesAway
    }

    Manners manners(Chance chance) {
        double which = chance.between(0, 1);
        if (which < polls) {
            return Manners.Polls;
        }
        return which < polls + abandoned ? Manners.GoesAway : Manners.Waits;
    }

    /** How long one takes, in milliseconds, if the version is as it should be and has such a share of the users. */
    double takes(Manners manners, double share, Chance chance) {
        return switch (manners) {
            case Waits -> Latency.of(median, chance) * (chance.hit(tail) ? TAIL : 1) / (1 - utilisation * share);
            case Polls -> chance.between(POLL_LEAST, POLL_MOST);
            case GoesAway -> PATIENCE;
        };
    }

    /** How long one waits for the end of a pause, in milliseconds. */
    double pausedFor(boolean green, double at) {
        double since = (at - (green ? GREEN_PAUSES : BLUE_PAUSES)) % PAUSES_EVERY;
        return since >= 0 && since < pause ? pause - since : 0;
    }
}
