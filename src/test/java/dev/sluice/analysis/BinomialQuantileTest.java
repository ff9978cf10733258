package dev.sluice.analysis;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BinomialQuantileTest {
    /** R: qbinom(probability, requests, rate). */
    @ParameterizedTest
    @CsvSource({
        "10, 0.5, 0.1, 3",
        "10, 0.5, 0.9, 7",
        "100, 0.01, 0.1, 0",
        "100, 0.01, 0.9, 2",
        "1000, 0.1, 0.1, 88",
        "7, 1, 0.1, 7",
        "0, 0.3, 0.1, 0",
        "50, 0, 0.9, 0"
    })
    void isTheQuantileOfTheBinomialDistribution(long requests, double rate, double probability, long expected) {
        assertThat(BinomialQuantile.binomial(requests, rate, probability)).isEqualTo(expected);
    }
}
