package dev.sluice.stats;

/**
 * Whether green breaches an objective, or blue's own rate where blue breaches it too.
 *
 * @param green green's test
 * @param blue how often blue fails
 */
public record Breach(Mixture green, Baseline blue) {
    /** One that has seen nothing. */
    public static final Breach NONE = new Breach(Mixture.of(ObjectiveRate.sizes()), Baseline.NONE);

    /**
     * After one more tick.
     *
     * @param elsewhere how often blue fails in another stream
     */
    Breach after(Counts tick, ObjectiveRate rate, double prior, double elsewhere) {
        double[] lnL = rate.beside(Math.max(blue(tick), elsewhere))
                .map(fair -> BurstGuard.guard(fair.lnLikelihoods(tick), tick))
                .orElseGet(() -> new double[ObjectiveRate.sizes()]);
        return new Breach(green.after(lnL, prior), blue.after(tick.blue(), tick.blueFailed()));
    }

    /** How often blue fails, one more tick included. */
    double blue(Counts tick) {
        return blue.rate(tick.blue(), tick.blueFailed());
    }
}
