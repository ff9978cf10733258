package dev.sluice.bench;

/**
 * The fewest failed user requests that anyone could pay.
 *
 * <p>{@code F* = max(1, r ln(1/alpha) / KL(r || p0)) + lambda w r (tau_obs + tau_act)}: so many failures prove a rate {@code r} against
 * {@code p0} at odds of {@code 1/alpha} (Wald 1945), and so many more follow until the proof is seen and acted upon.
 *
 * @param rate r, the share of green's answers to users that fail; 0 where there is no floor, because nothing fails
 * @param share w, green's share of the traffic when the fault begins; 0 for the first share that green gets
 */
record Floor(double rate, double share) {
    /** None: nothing fails. */
    static final Floor NONE = new Floor(0, 0);

    /** What the policies here promise. */
    static final double ALPHA = 0.001;

    /** Seconds until a failure can be seen at all: one pass of the controller. */
    static final double OBSERVED = 0.1;

    /** Seconds from a write until the gateways serve it. */
    static final double ACTED = Ground.SERVED_AFTER / 1000.0;

    static Floor of(double rate) {
        return new Floor(rate, 0);
    }

    /**
     * The floor.
     *
     * @param perSecond users' requests
     * @param first the first share that green gets
     */
    double failures(double perSecond, double first) {
        double proof = Math.max(1, rate * Math.log(1 / ALPHA) / divergence(rate, BenchConditions.USUAL));
        return proof + perSecond * (share == 0 ? first : share) * rate * (OBSERVED + ACTED);
    }

    private static double divergence(double r, double p0) {
        double rest = r == 1 ? 0 : (1 - r) * Math.log((1 - r) / (1 - p0));
        return r * Math.log(r / p0) + rest;
    }
}
