package dev.sluice.analysis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;

class StreamTestTest {
    private static final double UNHEALTHY = Math.log(1000);
    private static final StreamRates RATES = new StreamRates(new RelativeRateTest(1), new ObjectiveRateTest(0.01));
    private static final ChangePointPrior SCHEDULE = new ChangePointPrior(5);

    /** Healthy rollouts of this many ticks, one a second. */
    private static final int TICKS = 600;

    private static final int ROLLOUTS = Integer.getInteger("sluice.rollouts", 2000);

    @Example
    void crossesRarelyWhileBothVersionsFailAlike() {
        assertRare(1, tick -> 0.005);
    }

    @Example
    void crossesRarelyWhileBothVersionsFailMoreAndMoreAlike() {
        assertRare(2, tick -> 0.03 * tick / TICKS);
    }

    @Example
    void crossesRarelyInAnOutageThatBothVersionsShare() {
        assertRare(3, tick -> tick >= 200 && tick < 230 ? 0.3 : 0.002);
    }

    @Example
    void noOutageThatTakesBothIsLongEnoughToBlameGreen() {
        StreamTest test = StreamTest.NONE;
        for (int tick = 0; tick < TICKS; tick++) {
            test = test.after(new Counts(1000, 1000, 1000, 1000), RATES, SCHEDULE.prior(tick, tick == 0), 0);
        }
        assertThat(test.lnObjective()).isCloseTo(0, within(1e-9));
        assertThat(test.lnRelative()).isLessThanOrEqualTo(0);
    }

    @Property
    void moreFailuresOfGreenNeverSpeakForIt(
            @ForAll @IntRange(min = 1, max = 500) int green,
            @ForAll @IntRange(min = 1, max = 500) int blue,
            @ForAll @IntRange(max = 50) int failed) {
        int fewer = Math.min(failed, green - 1);
        double before = relative(new Counts(green, fewer, blue, 0));
        assertThat(relative(new Counts(green, fewer + 1, blue, 0))).isGreaterThanOrEqualTo(before);
    }

    @Property
    void isANumberWhateverTheCounts(
            @ForAll @LongRange(max = 1_000_000_000) long green,
            @ForAll @LongRange(max = 1_000_000_000) long greenFailed,
            @ForAll @LongRange(max = 1_000_000_000) long blue,
            @ForAll @LongRange(max = 1_000_000_000) long blueFailed) {
        Counts tick = new Counts(green, Math.min(green, greenFailed), blue, Math.min(blue, blueFailed));
        StreamTest test = StreamTest.NONE;
        for (int i = 0; i < 3; i++) {
            test = test.after(tick, RATES, SCHEDULE.prior(0, true), 0);
        }
        assertThat(test.lnRelative()).isNotNaN().isLessThan(Double.POSITIVE_INFINITY);
        assertThat(test.lnObjective()).isNotNaN().isLessThan(Double.POSITIVE_INFINITY);
    }

    @Example
    void findsATotalFailureWithinAHandfulOfRequests() {
        StreamTest test = StreamTest.NONE.after(new Counts(10, 10, 90, 0), RATES, SCHEDULE.prior(0, true), 0);
        assertThat(test.lnRelative()).isGreaterThan(UNHEALTHY);
    }

    @Example
    void findsALateFaultAfterALongHealthyPast() {
        StreamTest test = StreamTest.NONE;
        for (int tick = 0; tick < 1500; tick++) {
            test = test.after(new Counts(50, 0, 50, 0), RATES, SCHEDULE.prior(tick, tick == 0), 0);
        }
        int ticks = 0;
        while (test.lnRelative() < UNHEALTHY) {
            test = test.after(new Counts(50, 50, 50, 0), RATES, SCHEDULE.prior(1, false), 0);
            ticks++;
        }
        assertThat(ticks).isEqualTo(1);
    }

    @Example
    void greensBreachIsNoEvidenceWhileBlueBreachesTheObjectiveToo() {
        StreamTest test = StreamTest.NONE;
        for (int tick = 0; tick < 300; tick++) {
            test = test.after(new Counts(50, 2, 50, 2), RATES, SCHEDULE.prior(tick, tick == 0), 0);
        }
        assertThat(test.lnObjective()).isLessThan(0);
    }

    @Example
    void greensBreachIsNoEvidenceWhileBlueFailsElsewhere() {
        StreamTest test = StreamTest.NONE;
        for (int tick = 0; tick < 300; tick++) {
            test = test.after(new Counts(50, 2, 0, 0), RATES, SCHEDULE.prior(tick, tick == 0), .04);
        }
        assertThat(test.lnObjective()).isLessThan(0);
    }

    @Example
    void aLikelihoodRatioIsOneOnAverageUnderChance() {
        Counts tick = new Counts(30, 0, 50, 0);
        double[] mean = new double[RelativeRateTest.sizes()];
        int failed = 4;
        for (int green = 0; green <= failed; green++) {
            double chance = binomial(green, failed, 30.0 / 80);
            double[] lnL = new RelativeRateTest(1).lnLikelihoods(new Counts(30, green, 50, failed - green));
            for (int k = 0; k < mean.length; k++) {
                mean[k] += chance * Math.exp(lnL[k]);
            }
        }
        assertThat(mean).containsOnly(new double[] {1}, within(1e-12));
    }

    private static double binomial(int green, int failed, double share) {
        double choose = IntStream.rangeClosed(1, green)
                .mapToDouble(i -> (failed - green + i) / (double) i)
                .reduce(1, (a, b) -> a * b);
        return choose * Math.pow(share, green) * Math.pow(1 - share, failed - green);
    }

    /** At most 1 in 1,000 by the theory; more than four standard deviations above that would be no accident. */
    private static void assertRare(long seed, IntToDoubleFunction rate) {
        Random random = new Random(seed);
        long crossed =
                IntStream.range(0, ROLLOUTS).filter(i -> crosses(random, rate)).count();
        double bound = ROLLOUTS / 1000.0 + 4 * Math.sqrt(ROLLOUTS / 1000.0);
        assertThat((double) crossed)
                .as("healthy rollouts reverted, of %s", ROLLOUTS)
                .isLessThanOrEqualTo(bound);
    }

    private static boolean crosses(Random random, IntToDoubleFunction rate) {
        StreamTest test = StreamTest.NONE;
        for (int tick = 0; tick < TICKS; tick++) {
            int green = tick / 120 * 20 + 5;
            double p = rate.applyAsDouble(tick);
            Counts counts =
                    new Counts(green, failures(random, green, p), 105 - green, failures(random, 105 - green, p));
            test = test.after(counts, RATES, SCHEDULE.prior(tick, tick % 120 == 0), 0);
            if (test.lnRelative() >= UNHEALTHY) {
                return true;
            }
        }
        return false;
    }

    private static long failures(Random random, int requests, double p) {
        return IntStream.range(0, requests).filter(i -> random.nextDouble() < p).count();
    }

    private static double relative(Counts tick) {
        return StreamTest.NONE.after(tick, RATES, SCHEDULE.prior(0, true), 0).lnRelative();
    }

    @Example
    void aRestoredTestGoesOnBitForBit() {
        StreamTest test = StreamTest.NONE.after(new Counts(40, 3, 60, 1), RATES, SCHEDULE.prior(0, true), 0);
        StreamTest restored = new StreamTest(
                copy(test.relative()),
                new ObjectiveBreachTest(
                        copy(test.objective().green()), test.objective().blue()));
        Counts next = new Counts(50, 7, 50, 2);
        assertThat(restored.after(next, RATES, SCHEDULE.prior(1, false), 0))
                .isEqualTo(test.after(next, RATES, SCHEDULE.prior(1, false), 0));
        assertThat(test.lnRelative()).isCloseTo(restored.lnRelative(), within(0.0));
    }

    private static MixtureEProcess copy(MixtureEProcess mixture) {
        return new MixtureEProcess(mixture.lnA(), mixture.left());
    }
}
