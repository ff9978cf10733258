package dev.sluice.analysis;

import java.util.List;

/**
 * Is green slower than blue at the same moment, by all edges together? The edges cut latencies into bins, and the block two-sample test compares
 * how both versions fall into these (Turner, Ly and Gruenwald, arXiv 2106.02693, whose argument holds for any finite set of outcomes): for a
 * slowness of the whole distribution that says more than each edge alone.
 *
 * <p>For each shift {@code s}: blue's shares are what the ticks before suggest, green's have the log odds of being beyond each edge shifted by
 * {@code s} (McCullagh 1980), and the null hypothesis, the same shares for both, gets the mean weighted by the requests. The ratio's mean under
 * any common shares is at most 1, by the inequality of the arithmetic and the geometric mean.
 *
 * @param past for each edge, fastest first, both versions' counts of all ticks before
 * @param expected for each edge blue's share beyond it by choice of the edge, for as long as little has been seen
 */
record ProportionalOddsTest(List<Counts> past, List<Double> expected) {
    /** One logarithm of a likelihood ratio for each shift of {@link QuantileExceedanceTest}; all 0 where a version was not seen. */
    double[] lnLikelihoods(List<Counts> tick) {
        double[] lnL = new double[QuantileExceedanceTest.sizes()];
        Counts first = tick.getFirst();
        if (first.green() == 0 || first.blue() == 0) {
            return lnL;
        }
        for (int k = 0; k < lnL.length; k++) {
            lnL[k] = lnLikelihood(tick, QuantileExceedanceTest.shift(k));
        }
        return lnL;
    }

    private double lnLikelihood(List<Counts> tick, double shift) {
        Counts all = tick.getFirst();
        Bin outer = new Bin(all.green(), all.blue(), 1, 1);
        double ln = 0;
        for (int i = 0; i < tick.size(); i++) {
            Bin beyond = beyond(i, tick.get(i), shift);
            ln += outer.without(beyond).lnRatio(all);
            outer = beyond;
        }
        return ln + outer.lnRatio(all);
    }

    private Bin beyond(int edge, Counts tick, double shift) {
        double blue = QuantileExceedanceTest.share(past.get(edge), expected.get(edge));
        return new Bin(tick.greenFailed(), tick.blueFailed(), QuantileExceedanceTest.shifted(blue, shift), blue);
    }

    /** A range of latencies: how many of each version fell into it, and how many of each are expected to by the alternative, as shares. */
    private record Bin(long green, long blue, double greenShare, double blueShare) {
        Bin without(Bin inner) {
            return new Bin(
                    green - inner.green, blue - inner.blue, greenShare - inner.greenShare, blueShare - inner.blueShare);
        }

        double lnRatio(Counts all) {
            double common = (all.green() * greenShare + all.blue() * blueShare) / all.total();
            return green * Math.log(greenShare / common) + blue * Math.log(blueShare / common);
        }
    }
}
