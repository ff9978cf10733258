package dev.sluice.evidence.gateway;

/**
 * What a gateway pod has counted of one version since it started.
 *
 * @param passed requests that were answered well, or at least not wrongly
 * @param failed requests that were answered wrongly
 */
record CumulativeCounts(long passed, long failed) {
    static final CumulativeCounts NOTHING = new CumulativeCounts(0, 0);

    CumulativeCounts plus(CumulativeCounts other) {
        return new CumulativeCounts(passed + other.passed, failed + other.failed);
    }

    /** A counter only grows; one that is smaller than before started anew. */
    boolean before(CumulativeCounts later) {
        return passed <= later.passed && failed <= later.failed;
    }
}
