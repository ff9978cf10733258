package dev.sluice.traffic.istio;

import dev.sluice.traffic.TrafficConfigException;

/**
 * What one look at a policy's objects may cost, in comparisons of one match with one other thing: objects within their bounds can still be many,
 * and all policies are looked at by one thread. Not for several threads.
 */
final class ComparisonBudget {
    /** About a second of work. */
    static final long USUAL = 1_000_000;

    private final long most;
    private long left;

    ComparisonBudget(long most) {
        this.most = most;
        this.left = most;
    }

    /** Whether so much may still be done; it counts as done then. */
    boolean takes(long steps) {
        left = Math.max(-1, left - steps);
        return left >= 0;
    }

    /**
     * The same for what has to be done.
     *
     * @param virtualService whose objects they are
     * @throws TrafficConfigException when it may not
     */
    void need(long steps, String virtualService) {
        if (!takes(steps)) {
            throw new TrafficConfigException("VirtualService " + virtualService
                    + ", its gateways and those that delegate to it have too many hosts, http"
                    + " routes and matches to be held against each other; split it");
        }
    }

    /** What has been done so far. */
    long spent() {
        return most - left;
    }
}
