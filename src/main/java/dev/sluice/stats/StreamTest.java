package dev.sluice.stats;

/**
 * What one stream of requests (users', or probes) has shown of green's failures so far. Never changes; holds a few dozen numbers.
 *
 * @param relative whether green fails more often than blue
 * @param objective whether green breaches its objective
 * @param blueObjective whether blue does, which makes green's breach no evidence against green
 */
public record StreamTest(Mixture relative, Mixture objective, Mixture blueObjective) {
    /** Blue's own breach counts as settled from here on. */
    private static final double BLUE_BREACHES = Math.log(20);

    /** One that has seen nothing. */
    public static final StreamTest NONE = new StreamTest(
            Mixture.of(RelativeRate.sizes()), Mixture.of(ObjectiveRate.sizes()), Mixture.of(ObjectiveRate.sizes()));

    /**
     * After one more tick.
     *
     * @param prior how likely it is, before anything is seen, that a fault begins with this tick
     */
    public StreamTest after(Counts tick, ObjectiveRate rate, double prior) {
        return new StreamTest(
                relative.after(BurstGuard.guard(RelativeRate.lnLikelihoods(tick), tick), prior),
                objective.after(BurstGuard.guard(rate.green(tick), tick), prior),
                blueObjective.after(rate.blue(tick), prior));
    }

    /** The logarithm of the odds against chance that green is worse than blue. */
    public double lnRelative() {
        return relative.lnValue();
    }

    /** The same for green's breach of its objective; minus infinity, which is no evidence at all, while blue breaches it too. */
    public double lnObjective() {
        return blueObjective.lnValue() >= BLUE_BREACHES ? Double.NEGATIVE_INFINITY : objective.lnValue();
    }
}
