package dev.sluice.analysis;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;

class LoadedBlueTestTest {
    private static final List<Double> EXPECTED = List.of(.5, .1, .01);
    private static final int BINS = EXPECTED.size() + 1;

    /** The promise on which everything stands: requests are independent, so one of them is enough. */
    @Property
    void theMeanIsOneAtMostForAGreenThatIsNoSlowerThanBlueMayHaveBeen(
            @ForAll @IntRange(min = 1, max = 2000) int seen,
            @ForAll @DoubleRange(min = 0, max = 1) double slow,
            @ForAll @DoubleRange(min = 0, max = 1) double a,
            @ForAll @DoubleRange(min = 0, max = 1) double b,
            @ForAll @DoubleRange(min = 0, max = 1) double c) {
        LoadedBlueTest test = new LoadedBlueTest(then(seen, slow), EXPECTED);
        double[] beyond = {1, a * test.upper(0), 0, 0, 0};
        beyond[2] = Math.min(beyond[1], b * test.upper(1));
        beyond[3] = Math.min(beyond[2], c * test.upper(2));
        double[] mean = new double[QuantileExceedanceTest.sizes()];
        for (int bin = 0; bin < BINS; bin++) {
            double[] lnL = test.lnLikelihoods(one(bin));
            for (int k = 0; k < mean.length; k++) {
                mean[k] += (beyond[bin] - beyond[bin + 1]) * Math.exp(lnL[k]);
            }
        }
        assertThat(Arrays.stream(mean).boxed())
                .allSatisfy(each -> assertThat(each).isLessThanOrEqualTo(1 + 1e-9));
    }

    @Example
    void twiceAsManyBeyondEachEdgeSpeakForASlowness() {
        double[] lnL = new LoadedBlueTest(usual(700), EXPECTED).lnLikelihoods(green(50, 36, 12, 1));

        assertThat(QuantileExceedanceTest.likely(lnL)).isGreaterThan(1);
    }

    @Example
    void aHundredOfBluesAnswersShowOnlyWhatIsPlain() {
        LoadedBlueTest test = new LoadedBlueTest(usual(100).subList(1, 2), EXPECTED.subList(1, 2));

        assertThat(most(test.lnLikelihoods(green(50, 10)))).isLessThan(1);
        assertThat(most(test.lnLikelihoods(green(50, 50)))).isGreaterThan(10);
    }

    @Example
    void saysNothingWhereBlueWasNotSeenUnderLoad() {
        LoadedBlueTest test = new LoadedBlueTest(List.of(Counts.NONE, Counts.NONE, Counts.NONE), EXPECTED);

        assertThat(test.known()).isFalse();
        assertThat(test.lnLikelihoods(green(9, 9, 9, 9))).containsOnly(0);
    }

    private static List<Counts> then(int seen, double slow) {
        return IntStream.rangeClosed(1, EXPECTED.size())
                .mapToObj(edge -> new Counts(0, 0, seen, (long) (seen * Math.pow(slow, edge))))
                .toList();
    }

    private static List<Counts> usual(int seen) {
        return EXPECTED.stream()
                .map(share -> new Counts(0, 0, seen, Math.round(seen * share)))
                .toList();
    }

    private static double most(double[] lnL) {
        return Arrays.stream(lnL).max().orElseThrow();
    }

    private static List<Counts> green(long all, long... beyond) {
        return IntStream.range(0, beyond.length)
                .mapToObj(edge -> new Counts(all, beyond[edge], 0, 0))
                .toList();
    }

    /** One request that falls into a bin. */
    private static List<Counts> one(int bin) {
        return green(1, bin > 0 ? 1 : 0, bin > 1 ? 1 : 0, bin > 2 ? 1 : 0);
    }
}
