package dev.sluice.analysis;

/**
 * What one stream of requests (users', or probes) has shown of green's failures so far. Never changes; holds two dozen numbers.
 *
 * @param relative whether green fails more often than blue
 * @param objective whether green breaches its objective
 */
public record StreamTest(MixtureEProcess relative, ObjectiveBreachTest objective) {
    /** One that has seen nothing. */
    public static final StreamTest NONE =
            new StreamTest(MixtureEProcess.of(RelativeRateTest.sizes()), ObjectiveBreachTest.NONE);

    /**
     * After one more tick.
     *
     * @param prior how likely it is, before anything is seen, that a fault begins with this tick
     * @param elsewhere how often blue fails in another stream: while the whole house is ill, no objective can be asked for
     */
    public StreamTest after(Counts tick, StreamRates rates, double prior, double elsewhere) {
        return new StreamTest(
                relative.after(LikelihoodCap.guard(rates.relative().lnLikelihoods(tick), tick), prior),
                objective.after(tick, rates.objective(), prior, elsewhere));
    }

    /** How often blue fails; the last rate known while it gets no requests. */
    public double blue() {
        return objective.blue().rate();
    }

    /** How often blue has failed within the last seconds. */
    public double blueNow() {
        return objective.blue().now();
    }

    /** How often blue fails, one more tick included. */
    public double blue(Counts tick) {
        return objective.blue(tick);
    }

    /** The logarithm of the odds against chance that green is worse than blue. */
    public double lnRelative() {
        return relative.lnValue();
    }

    /** The same for green's breach of its objective. */
    public double lnObjective() {
        return objective.green().lnValue();
    }
}
