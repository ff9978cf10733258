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

class ProportionalOddsTestTest {
    private static final List<Double> EXPECTED = List.of(.5, .1, .01);
    private static final int BINS = EXPECTED.size() + 1;

    /** The promise on which everything stands, for each shift, by adding up every outcome of a second. */
    @Property(tries = 200)
    void theMeanUnderSharesThatBothHaveIsOneAtMost(
            @ForAll @DoubleRange(min = 0.01, max = 1) double a,
            @ForAll @DoubleRange(min = 0.01, max = 1) double b,
            @ForAll @DoubleRange(min = 0.01, max = 1) double c,
            @ForAll @DoubleRange(min = 0.01, max = 1) double d,
            @ForAll @IntRange(min = 1, max = 3) int green,
            @ForAll @IntRange(min = 1, max = 3) int blue,
            @ForAll @IntRange(max = 60) int seen) {
        double all = a + b + c + d;
        double[] shares = {a / all, b / all, c / all, d / all};
        List<Counts> past =
                List.of(new Counts(0, 0, 60, seen), new Counts(0, 0, 60, seen / 2), new Counts(0, 0, 60, seen / 4));
        double[] mean = new double[QuantileExceedanceTest.sizes()];
        int outcomes = (int) Math.pow(BINS, green + blue);
        for (int outcome = 0; outcome < outcomes; outcome++) {
            double[] lnL = new ProportionalOddsTest(past, EXPECTED).lnLikelihoods(tick(outcome, green, blue));
            double chance = chance(outcome, green + blue, shares);
            for (int k = 0; k < mean.length; k++) {
                mean[k] += chance * Math.exp(lnL[k]);
            }
        }
        assertThat(Arrays.stream(mean).boxed())
                .allSatisfy(each -> assertThat(each).isLessThanOrEqualTo(1 + 1e-9));
    }

    @Example
    void isSaidMoreByAllEdgesThanByEach() {
        List<Counts> tick = List.of(new Counts(50, 36, 50, 25), new Counts(50, 12, 50, 5), new Counts(50, 2, 50, 0));
        List<Counts> none = List.of(Counts.NONE, Counts.NONE, Counts.NONE);

        double together = QuantileExceedanceTest.likely(new ProportionalOddsTest(none, EXPECTED).lnLikelihoods(tick));

        assertThat(IntStream.range(0, EXPECTED.size()))
                .allSatisfy(
                        i -> assertThat(new QuantileExceedanceTest(Counts.NONE).lnLikely(tick.get(i), EXPECTED.get(i)))
                                .isLessThan(together));
    }

    @Example
    void saysNothingWhereOneVersionIsNotSeen() {
        List<Counts> tick = List.of(new Counts(9, 9, 0, 0), new Counts(9, 9, 0, 0), new Counts(9, 9, 0, 0));
        List<Counts> none = List.of(Counts.NONE, Counts.NONE, Counts.NONE);
        assertThat(new ProportionalOddsTest(none, EXPECTED).lnLikelihoods(tick)).containsOnly(0);
    }

    /** Each request of green, then of blue, by the bin that it falls into. */
    private static List<Counts> tick(int outcome, int green, int blue) {
        long[] greenBeyond = new long[EXPECTED.size()];
        long[] blueBeyond = new long[EXPECTED.size()];
        int rest = outcome;
        for (int request = 0; request < green + blue; request++) {
            for (int edge = 0; edge < rest % BINS; edge++) {
                (request < green ? greenBeyond : blueBeyond)[edge]++;
            }
            rest /= BINS;
        }
        return IntStream.range(0, EXPECTED.size())
                .mapToObj(edge -> new Counts(green, greenBeyond[edge], blue, blueBeyond[edge]))
                .toList();
    }

    private static double chance(int outcome, int requests, double[] shares) {
        double chance = 1;
        int rest = outcome;
        for (int request = 0; request < requests; request++) {
            chance *= shares[rest % BINS];
            rest /= BINS;
        }
        return chance;
    }
}
