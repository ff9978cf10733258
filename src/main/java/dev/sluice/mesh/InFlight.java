package dev.sluice.mesh;

/**
 * What a gateway pod has sent to one version since it started, answered or not.
 *
 * @param sent requests that were sent, or wait to be; retries are no requests of users
 * @param answered how many of them were answered, well or wrongly
 * @param underWay how many are on their way now, whenever they were sent
 */
record InFlight(long sent, long answered, long underWay) {
    static final InFlight NOTHING = new InFlight(0, 0, 0);

    InFlight plus(InFlight other) {
        return new InFlight(sent + other.sent, answered + other.answered, underWay + other.underWay);
    }

    /** What came since an earlier moment; what is under way is told as it is now. */
    InFlight since(InFlight earlier) {
        return new InFlight(sent - earlier.sent, answered - earlier.answered, underWay);
    }
}
