package dev.sluice.analysis;

import java.util.List;

/**
 * Is green slower than blue was before, when it carried as much? The edges cut latencies into bins, and green's answers are held against
 * the slowest that blue may have been then: its share beyond each edge is taken for the upper end of a confidence interval (Wilson 1927), which
 * lies below the true share once in 1,000. Where little was seen of blue then, that end is far off, and only what is plain can be shown.
 *
 * <p>For each shift of {@link QuantileExceedanceTest}: a request's ratio is that of its bin under blue's shares with their log odds shifted, and
 * under the upper ends. It is divided by its greatest mean under any shares that lie nowhere above these ends, which is that of the largest ratio so
 * far, from the fastest bin on. So its mean is at most 1 for every green that is no slower than blue was.
 *
 * @param then for each edge, fastest first, blue's answers then and how many were beyond it; as many answers for each
 * @param expected for each edge blue's share beyond it by choice of the edge, for as long as little has been seen
 */
record LoadedBlueTest(List<Counts> then, List<Double> expected) {
    /** Standard deviations that are exceeded once in 1,000. */
    private static final double Z = 3.09;

    /** Whether anything was seen of blue then. */
    boolean known() {
        return then.getFirst().blue() > 0;
    }

    /**
     * One logarithm of a likelihood ratio for each shift.
     *
     * @param tick for each edge, green's requests and how many of them were beyond it
     */
    double[] lnLikelihoods(List<Counts> tick) {
        double[] lnL = new double[QuantileExceedanceTest.sizes()];
        for (int k = 0; known() && k < lnL.length; k++) {
            lnL[k] = lnLikelihood(tick, QuantileExceedanceTest.shift(k));
        }
        return lnL;
    }

    private double lnLikelihood(List<Counts> tick, double shift) {
        long outerCount = tick.getFirst().green();
        double outerSlow = 1;
        double outerFair = 1;
        double most = 0;
        double mean = 0;
        double ln = 0;
        for (int i = 0; i <= tick.size(); i++) {
            boolean last = i == tick.size();
            long count = last ? 0 : tick.get(i).greenFailed();
            double slow = last ? 0 : QuantileExceedanceTest.shifted(share(i), shift);
            double fair = last ? 0 : upper(i);
            double ratio = (outerSlow - slow) / (outerFair - fair);
            most = Math.max(most, ratio);
            mean += (outerFair - fair) * most;
            ln += (outerCount - count) * Math.log(ratio);
            outerCount = count;
            outerSlow = slow;
            outerFair = fair;
        }
        return ln - tick.getFirst().green() * Math.log(mean);
    }

    private double share(int edge) {
        return QuantileExceedanceTest.share(then.get(edge), expected.get(edge));
    }

    double upper(int edge) {
        double share = share(edge);
        double n = then.get(edge).blue();
        double middle = share + Z * Z / (2 * n);
        double width = Z * Math.sqrt(share * (1 - share) / n + Z * Z / (4 * n * n));
        return (middle + width) / (1 + Z * Z / n);
    }
}
