package dev.sluice.analysis;

/**
 * Whether blue fails more often than green: the test of green against blue, with the versions exchanged. It decides nothing about green.
 *
 * <p>However bad a second is, it is one event: users go to a version that is not proven only if blue stays as it is. And a second in which blue
 * fails nothing ends what was held against it before: less evidence is always allowed.
 *
 * @param users by users' requests; says nothing while green has no users
 * @param probes by probes
 */
public record BlueWorse(MixtureEProcess users, MixtureEProcess probes) {
    /** One that has seen nothing. */
    public static final BlueWorse NONE =
            new BlueWorse(MixtureEProcess.of(RelativeRateTest.sizes()), MixtureEProcess.of(RelativeRateTest.sizes()));

    private static final RelativeRateTest RATE = new RelativeRateTest(1);

    /**
     * After one more tick.
     *
     * @param prior how likely it is, before anything is seen, that a fault of blue begins with this tick
     */
    public BlueWorse after(Counts userTick, Counts probeTick, double prior) {
        return new BlueWorse(after(users, userTick, prior), after(probes, probeTick, prior));
    }

    /** The logarithm of the odds against chance that blue fails more of its users' requests than green. */
    public double lnUsers() {
        return users.lnValue();
    }

    /** The same for probes. */
    public double lnProbes() {
        return probes.lnValue();
    }

    private static MixtureEProcess after(MixtureEProcess known, Counts tick, double prior) {
        if (tick.blue() > 0 && tick.blueFailed() == 0) {
            return known.ended();
        }
        Counts exchanged = new Counts(tick.blue(), tick.blueFailed(), tick.green(), tick.greenFailed());
        return known.after(LikelihoodCap.cap(RATE.lnLikelihoods(exchanged)), prior);
    }
}
