package dev.sluice.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.math.BigDecimal;
import java.math.MathContext;
import java.time.Duration;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Assertions;

class SignTestTest {
    @Property
    void isAProbability(
            @ForAll @IntRange(max = 3000) int green,
            @ForAll @IntRange(max = 3000) int blue,
            @ForAll @DoubleRange(min = 0.01, max = 0.99) double share) {
        assertThat(SignTest.chance(green, blue, share)).isBetween(0.0, 1.0);
    }

    @Property
    void fallsWithEveryFurtherFailureOfGreen(
            @ForAll @IntRange(max = 300) int green,
            @ForAll @IntRange(max = 300) int blue,
            @ForAll @DoubleRange(min = 0.05, max = 0.95) double share) {
        assertThat(SignTest.chance(green + 1, blue, share))
                .isLessThanOrEqualTo(SignTest.chance(green, blue, share) * (1 + 1e-9));
    }

    @Property
    void risesWithEveryFurtherFailureOfBlue(
            @ForAll @IntRange(max = 300) int green,
            @ForAll @IntRange(max = 300) int blue,
            @ForAll @DoubleRange(min = 0.05, max = 0.95) double share) {
        assertThat(SignTest.chance(green, blue + 1, share))
                .isGreaterThanOrEqualTo(SignTest.chance(green, blue, share) * (1 - 1e-9));
    }

    @Property
    void isTheBinomialTail(
            @ForAll @IntRange(max = 25) int green,
            @ForAll @IntRange(max = 25) int blue,
            @ForAll @DoubleRange(min = 0.02, max = 0.98) double share) {
        double exact = tail(green, green + blue, BigDecimal.valueOf(share)).doubleValue();
        assertThat(SignTest.chance(green, blue, share)).isCloseTo(exact, within(1e-12 + exact * 1e-9));
    }

    @Example
    void isCertainWhenGreenNeverFailed() {
        assertThat(SignTest.chance(0, 7, 0.5)).isEqualTo(1.0);
        assertThat(SignTest.chance(0, 0, 0.5)).isEqualTo(1.0);
    }

    @Example
    void seesNothingInALargeSharedOutage() {
        assertThat(SignTest.chance(30_000, 30_000, 0.5)).isBetween(0.5, 0.51);
        assertThat(SignTest.chance(20_000, 30_000, 0.5)).isCloseTo(1.0, within(1e-9));
    }

    @Example
    void answersWithinOneLookWhenTheWindowIsFullOfFailures() {
        Assertions.assertTimeoutPreemptively(
                Duration.ofSeconds(2),
                () -> assertThat(SignTest.chance(30_000, 30_000, 0.5)).isPositive());
    }

    @Example
    void refusesNumbersThatMeanNothing() {
        assertThatIllegalArgumentException().isThrownBy(() -> SignTest.chance(-1, 0, 0.5));
        assertThatIllegalArgumentException().isThrownBy(() -> SignTest.chance(1, -1, 0.5));
        assertThatIllegalArgumentException().isThrownBy(() -> SignTest.chance(1, 1, 0));
        assertThatIllegalArgumentException().isThrownBy(() -> SignTest.chance(1, 1, 1));
        assertThatIllegalArgumentException().isThrownBy(() -> SignTest.chance(1, 1, Double.NaN));
    }

    private static BigDecimal tail(int from, int all, BigDecimal share) {
        BigDecimal sum = BigDecimal.ZERO;
        BigDecimal choose = BigDecimal.ONE;
        for (int k = 0; k <= all; k++) {
            if (k >= from) {
                sum = sum.add(choose.multiply(share.pow(k))
                        .multiply(BigDecimal.ONE.subtract(share).pow(all - k)));
            }
            choose = choose.multiply(BigDecimal.valueOf(all - k))
                    .divide(BigDecimal.valueOf(k + 1), MathContext.DECIMAL128);
        }
        return sum;
    }
}
