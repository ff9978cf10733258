package dev.sluice.mesh;

/**
 * What a gateway pod has counted of one version since it started.
 *
 * @param passed requests that were answered well, or at least not wrongly
 * @param failed requests that were answered wrongly
 */
record Told(long passed, long failed) {
    static final Told NOTHING = new Told(0, 0);

    Told plus(Told other) {
        return new Told(passed + other.passed, failed + other.failed);
    }

    /** A counter only grows; one that is smaller than before started anew. */
    boolean before(Told later) {
        return passed <= later.passed && failed <= later.failed;
    }
}
