package dev.sluice.analysis;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.stream.IntStream;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;

class ConfidenceSequenceTest {
    private static final double ALPHA = 0.05 / 4;

    @Property
    void holdsTheObservedRateAndStaysWithinZeroAndOne(
            @ForAll @LongRange(max = 1_000_000_000) long requests,
            @ForAll @LongRange(max = 1_000_000_000) long failures) {
        long failed = Math.min(requests, failures);
        ConfidenceSequence bounds = ConfidenceSequence.of(requests, failed, ALPHA);
        assertThat(bounds.low()).isBetween(0.0, 1.0);
        assertThat(bounds.high()).isBetween(bounds.low(), 1.0);
        if (requests > 0) {
            assertThat((double) failed / requests).isBetween(bounds.low(), bounds.high());
        }
    }

    @Example
    void knowsNothingBeforeTheFirstRequest() {
        assertThat(ConfidenceSequence.of(0, 0, ALPHA)).isEqualTo(new ConfidenceSequence(0, 1));
    }

    @Example
    void fiveHundredCleanRequestsBoundTheRateByOnePointOrSo() {
        assertThat(ConfidenceSequence.of(500, 0, ALPHA).high()).isBetween(0.005, 0.015);
    }

    @Property
    void tightensWithEveryCleanRequest(@ForAll @LongRange(max = 100_000) long requests) {
        assertThat(ConfidenceSequence.of(requests + 1, 0, ALPHA).high())
                .isLessThanOrEqualTo(ConfidenceSequence.of(requests, 0, ALPHA).high() + 1e-12);
    }

    /** However often one looks: at most 1 in 80 sequences may ever lose the truth; four standard deviations more is no accident. */
    @Example
    void losesTheTrueRateRarely() {
        Random random = new Random(7);
        int sequences = 400;
        long lost =
                IntStream.range(0, sequences).filter(i -> loses(random, 0.01)).count();
        double expected = sequences * ALPHA;
        assertThat((double) lost).isLessThanOrEqualTo(expected + 4 * Math.sqrt(expected));
    }

    private static boolean loses(Random random, double rate) {
        int failed = 0;
        for (int n = 1; n <= 2000; n++) {
            failed += random.nextDouble() < rate ? 1 : 0;
            if (n % 10 == 0) {
                ConfidenceSequence bounds = ConfidenceSequence.of(n, failed, ALPHA);
                if (rate < bounds.low() || rate > bounds.high()) {
                    return true;
                }
            }
        }
        return false;
    }
}
