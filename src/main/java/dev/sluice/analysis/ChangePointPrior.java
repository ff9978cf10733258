package dev.sluice.analysis;

/**
 * The belief, before anything is seen, about when a fault begins: half of it is spread over the weight changes, because that is when things
 * break, and half over time, most of it over the first half hour and the rest thinner and thinner without end, because a rollout may wait at a
 * gate for days.
 *
 * @param changes how many times the weight will change
 */
public record ChangePointPrior(int changes) {
    private static final double HALF = 0.5;
    private static final double TICKS = 1800;

    /** Checks. */
    public ChangePointPrior {
        if (changes < 1) {
            throw new IllegalArgumentException("changes=" + changes);
        }
    }

    /**
     * The prior of a tick.
     *
     * @param tick its number, from 0
     * @param changed whether the weight has just changed
     */
    public double prior(long tick, boolean changed) {
        double thinner = 1 + tick / TICKS;
        return changed ? HALF / changes : HALF / TICKS / (thinner * thinner);
    }
}
