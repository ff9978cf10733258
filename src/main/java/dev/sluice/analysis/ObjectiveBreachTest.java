package dev.sluice.analysis;

/**
 * Whether green breaches an objective, or blue's own rate where blue breaches it too.
 *
 * @param green green's test
 * @param blue how often blue fails
 */
public record ObjectiveBreachTest(MixtureEProcess green, BaselineErrorRate blue) {
    /** One that has seen nothing. */
    public static final ObjectiveBreachTest NONE =
            new ObjectiveBreachTest(MixtureEProcess.of(ObjectiveRateTest.sizes()), BaselineErrorRate.NONE);

    /**
     * After one more tick.
     *
     * @param elsewhere how often blue fails in another stream
     */
    ObjectiveBreachTest after(Counts tick, ObjectiveRateTest rate, double prior, double elsewhere) {
        double[] lnL = rate.beside(Math.max(blue(tick), elsewhere))
                .map(fair -> LikelihoodCap.guard(fair.lnLikelihoods(tick), tick))
                .orElseGet(() -> new double[ObjectiveRateTest.sizes()]);
        return new ObjectiveBreachTest(green.after(lnL, prior), blue.after(tick.blue(), tick.blueFailed()));
    }

    /** How often blue fails, one more tick included. */
    double blue(Counts tick) {
        return blue.rate(tick.blue(), tick.blueFailed());
    }
}
