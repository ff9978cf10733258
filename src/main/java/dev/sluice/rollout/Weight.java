package dev.sluice.rollout;

/**
 * Green's share of the traffic.
 *
 * @param percent 0 to 100
 */
public record Weight(int percent) implements Comparable<Weight> {
    /** All traffic to blue. */
    public static final Weight NONE = new Weight(0);

    /** All traffic to green. */
    public static final Weight ALL = new Weight(100);

    /** Checks. */
    public Weight {
        if (percent < 0 || percent > 100) {
            throw new IllegalArgumentException("a weight goes from 0 to 100, not " + percent);
        }
    }

    /** Blue's share, in percent. */
    public int rest() {
        return 100 - percent;
    }

    @Override
    public int compareTo(Weight other) {
        return Integer.compare(percent, other.percent);
    }

    @Override
    public String toString() {
        return percent + " %";
    }
}
