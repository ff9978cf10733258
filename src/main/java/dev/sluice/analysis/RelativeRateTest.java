package dev.sluice.analysis;

import java.util.stream.DoubleStream;

/**
 * Is green worse than blue at the same moment?
 *
 * <p>Given the failures {@code f} of both in a tick, each of them fell on green with probability {@code rho}, green's share of the
 * requests, if both fail at the same rate; and with the odds raised {@code e^psi}-fold if green fails {@code e^psi} times as often. The
 * likelihood ratio is {@code ln L = psi f_g - f ln(1 + rho (e^psi - 1))}. Whatever the common rate is and however it drifts, its
 * mean over what chance may do is at most 1 (a conditional odds mixture; compare Lindon and Malek 2022, arXiv 2011.03567). Where green may
 * fail {@code times} as often as blue, its share counts so many times.
 *
 * @param times how many times as often as blue green may fail, from 1
 */
public record RelativeRateTest(double times) {
    private static final double[] PSI =
            DoubleStream.of(2, 4, 8, 16, 32, 64, 128, 512).map(Math::log).toArray();

    /** Checks. */
    public RelativeRateTest {
        if (!(times >= 1) || Double.isInfinite(times)) {
            throw new IllegalArgumentException("times=" + times);
        }
    }

    /** One logarithm of a likelihood ratio for each size of the effect. */
    public double[] lnLikelihoods(Counts tick) {
        double share = share(tick);
        double[] lnL = new double[PSI.length];
        for (int k = 0; k < lnL.length; k++) {
            lnL[k] = PSI[k] * tick.greenFailed() - tick.failed() * Math.log1p(share * Math.expm1(PSI[k]));
        }
        return lnL;
    }

    /** How many sizes of the effect are asked for. */
    public static int sizes() {
        return PSI.length;
    }

    private double share(Counts tick) {
        double green = tick.green() * times;
        return green == 0 ? 0 : green / (green + tick.blue());
    }
}
