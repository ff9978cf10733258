package dev.sluice.analysis;

import org.apache.commons.numbers.gamma.RegularizedBeta;

/** How few, or how many, one counts by bad luck. */
public final class BinomialQuantile {
    private BinomialQuantile() {}

    /**
     * The quantile of the binomial distribution: the smallest number that is not exceeded with at least this probability.
     *
     * @param requests how many there are
     * @param rate how likely each of them counts, from 0 to 1
     * @param probability strictly between 0 and 1
     */
    public static long binomial(long requests, double rate, double probability) {
        if (requests == 0 || rate <= 0) {
            return 0;
        }
        long below = -1;
        long reached = requests;
        while (reached - below > 1) {
            long middle = (below + reached) >>> 1;
            if (atMost(middle, requests, rate) >= probability) {
                reached = middle;
            } else {
                below = middle;
            }
        }
        return reached;
    }

    private static double atMost(long count, long requests, double rate) {
        return count >= requests ? 1 : RegularizedBeta.complement(rate, count + 1.0, requests - count);
    }
}
