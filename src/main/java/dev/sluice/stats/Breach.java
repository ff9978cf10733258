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
        Baseline now = blueAfter(tick);
        ObjectiveRate fair = rate.beside(Math.max(now.rate(), elsewhere));
        return new Breach(green.after(BurstGuard.guard(fair.lnLikelihoods(tick), tick), prior), now);
    }

    Baseline blueAfter(Counts tick) {
        return blue.after(tick.blue(), tick.blueFailed());
    }
}
