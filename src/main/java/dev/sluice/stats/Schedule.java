package dev.sluice.stats;

/**
 * The belief, before anything is seen, about when a fault begins: half of it is spread over the weight changes, because that is when things
 * break, and half over the seconds of half an hour.
 *
 * @param changes how many times the weight will change
 */
public record Schedule(int changes) {
    private static final double HALF = 0.5;
    private static final int TICKS = 1800;

    /** Checks. */
    public Schedule {
        if (changes < 1) {
            throw new IllegalArgumentException("changes=" + changes);
        }
    }

    /** The prior of a tick. */
    public double prior(boolean changed) {
        return changed ? HALF / changes : HALF / TICKS;
    }
}
