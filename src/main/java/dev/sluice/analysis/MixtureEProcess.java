package dev.sluice.analysis;

import java.util.Arrays;

/**
 * A test that goes on for as long as one likes: the mean of likelihood ratios over sizes of the effect and over the moments at which it may
 * have begun.
 *
 * <p>Each tick, a little of the prior belief is put on "it begins now": {@code A_k <- (A_k + pi) L_k}. The value of the test is the mean of
 * the {@code A_k} and what is left of the prior. Without a change point a long healthy past would hide a late fault. Under the null
 * hypothesis the value reaches {@code 1 / alpha} at any time with probability {@code alpha} at most (Ville 1939).
 *
 * @param lnA the logarithm of {@code A_k} for each size of the effect
 * @param left the prior that no tick has taken yet
 */
public record MixtureEProcess(double[] lnA, double left) {
    /** Copies. */
    public MixtureEProcess {
        lnA = lnA.clone();
        if (!(left >= 0 && left <= 1)) {
            throw new IllegalArgumentException("left=" + left);
        }
    }

    /** One that has seen nothing. */
    public static MixtureEProcess of(int sizes) {
        double[] lnA = new double[sizes];
        Arrays.fill(lnA, Double.NEGATIVE_INFINITY);
        return new MixtureEProcess(lnA, 1);
    }

    @Override
    public double[] lnA() {
        return lnA.clone();
    }

    /**
     * After one more tick.
     *
     * @param lnL the logarithm of the tick's likelihood ratio for each size of the effect
     * @param prior how likely it is, before anything is seen, that the effect begins with this tick; at most what is left is taken
     */
    public MixtureEProcess after(double[] lnL, double prior) {
        double taken = Math.min(prior, left);
        double[] next = new double[lnA.length];
        for (int k = 0; k < next.length; k++) {
            next[k] = LogSpace.plus(lnA[k], Math.log(taken)) + lnL[k];
        }
        return new MixtureEProcess(next, left - taken);
    }

    /** This test without what has spoken for an effect so far: less is always allowed. The belief that nothing has taken yet stays. */
    public MixtureEProcess ended() {
        double[] none = new double[lnA.length];
        Arrays.fill(none, Double.NEGATIVE_INFINITY);
        return new MixtureEProcess(none, left);
    }

    /** The logarithm of the test's value: how many times better an effect explains what was seen than chance does. */
    public double lnValue() {
        return LogSpace.plus(LogSpace.sum(lnA) - Math.log(lnA.length), Math.log(left));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof MixtureEProcess(double[] otherA, double otherLeft)
                && Arrays.equals(lnA, otherA)
                && Double.compare(left, otherLeft) == 0;
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(lnA) + Double.hashCode(left);
    }

    @Override
    public String toString() {
        return Arrays.toString(lnA) + " left " + left;
    }
}
