package dev.sluice.stats;

/**
 * Whether blue fails more often than green: the test of green against blue, with the versions exchanged. It decides nothing about green.
 *
 * <p>However bad a second is, it is one event: users go to a version that is not proven only if blue stays as it is.
 *
 * @param mixture over sizes of the effect and the moments at which it may have begun
 */
public record BlueWorse(Mixture mixture) {
    /** One that has seen nothing. */
    public static final BlueWorse NONE = new BlueWorse(Mixture.of(RelativeRate.sizes()));

    private static final RelativeRate RATE = new RelativeRate(1);

    /**
     * After one more tick.
     *
     * @param prior how likely it is, before anything is seen, that a fault of blue begins with this tick
     */
    public BlueWorse after(Counts tick, double prior) {
        Counts exchanged = new Counts(tick.blue(), tick.blueFailed(), tick.green(), tick.greenFailed());
        return new BlueWorse(mixture.after(BurstGuard.cap(RATE.lnLikelihoods(exchanged)), prior));
    }

    /** The logarithm of the odds against chance that blue is worse than green. */
    public double lnValue() {
        return mixture.lnValue();
    }
}
