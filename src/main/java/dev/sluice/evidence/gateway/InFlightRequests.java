package dev.sluice.evidence.gateway;

/**
 * What a gateway pod has sent to one version since it started, answered or not.
 *
 * @param sent requests that were sent, or wait to be; retries are no requests of users
 * @param answered how many of them were answered, well or wrongly
 * @param underWay how many are on their way now, whenever they were sent
 */
record InFlightRequests(long sent, long answered, long underWay) {
    static final InFlightRequests NOTHING = new InFlightRequests(0, 0, 0);

    InFlightRequests plus(InFlightRequests other) {
        return new InFlightRequests(sent + other.sent, answered + other.answered, underWay + other.underWay);
    }

    /** What came since an earlier moment; what is under way is told as it is now. */
    InFlightRequests since(InFlightRequests earlier) {
        return new InFlightRequests(sent - earlier.sent, answered - earlier.answered, underWay);
    }
}
