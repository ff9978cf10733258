package dev.sluice.controller;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

final class DriftCorrectionsTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    @Test
    void countsAClientThatWritesAllDayAndTellsOfItSeldom() {
        DriftCorrections corrections = new DriftCorrections();
        int told = 0;
        for (int second = 0; second < 86_400; second += 5) {
            corrections.add("written by argocd", START.plusSeconds(second));
            told += corrections.telling() ? 1 : 0;
        }
        assertThat(told).isEqualTo(15);
        assertThat(corrections.words()).isEqualTo("written by argocd; put right 17280 times in 86395 s");
    }

    @Test
    void isOverAMinuteAfterTheLast() {
        DriftCorrections corrections = new DriftCorrections();
        corrections.add("written by argocd", START);

        assertThat(corrections.going(START.plusSeconds(60))).contains("written by argocd");
        assertThat(corrections.going(START.plusSeconds(61))).isEmpty();
    }

    @Test
    void nobodyHasWrittenBeforeTheFirst() {
        assertThat(new DriftCorrections().going(START)).isEmpty();
    }

    @Test
    void whoBeginsAgainIsCountedAnew() {
        DriftCorrections corrections = new DriftCorrections();
        corrections.add("a", START);
        corrections.add("b", START.plusSeconds(120));

        assertThat(corrections.words()).isEqualTo("b");
    }
}
