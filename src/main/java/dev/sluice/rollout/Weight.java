package dev.sluice.rollout;

/**
 * Green's share of the traffic.
 *
 * @param permille 0 to 1000; the first weights of an automatic rollout are smaller than one percent
 */
public record Weight(int permille) implements Comparable<Weight> {
    /** All traffic to blue. */
    public static final Weight NONE = new Weight(0);

    /** All traffic to green. */
    public static final Weight ALL = new Weight(1000);

    private static final int TO_PERMILLE = 10;

    /** Checks. */
    public Weight {
        if (permille < 0 || permille > 1000) {
            throw new IllegalArgumentException("a weight goes from 0 to 1000 permille, not " + permille);
        }
    }

    /** A weight in percent. */
    public static Weight ofPercent(int percent) {
        return new Weight(percent * TO_PERMILLE);
    }

    /** A weight in percent, to a tenth of one. */
    public static Weight ofPercent(double percent) {
        return new Weight((int) Math.round(percent * TO_PERMILLE));
    }

    /** Green's share in percent. */
    public double percent() {
        return permille / (double) TO_PERMILLE;
    }

    /** Green's part of {@link #whole()}. */
    public int part() {
        return permille * whole() / ALL.permille;
    }

    /** What both parts add up to: 100, as people read weights, or 1000 where percents do not do. */
    public int whole() {
        return permille % TO_PERMILLE == 0 ? 100 : ALL.permille;
    }

    @Override
    public int compareTo(Weight other) {
        return Integer.compare(permille, other.permille);
    }

    /** The percentage as people write it: 25, or 0.3. */
    public String number() {
        return whole() == 100 ? Integer.toString(part()) : Double.toString(percent());
    }

    @Override
    public String toString() {
        return number() + " %";
    }
}
