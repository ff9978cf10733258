package dev.sluice.controller;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

final class CorrectionsTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    @Test
    void countsAClientThatWritesAllDayAndTellsOfItSeldom() {
        Corrections corrections = new Corrections();
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
        Corrections corrections = new Corrections();
        corrections.add("written by argocd", START);

        assertThat(corrections.going(START.plusSeconds(60))).contains("written by argocd");
        assertThat(corrections.going(START.plusSeconds(61))).isEmpty();
    }

    @Test
    void nobodyHasWrittenBeforeTheFirst() {
        assertThat(new Corrections().going(START)).isEmpty();
    }

    @Test
    void whoBeginsAgainIsCountedAnew() {
        Corrections corrections = new Corrections();
        corrections.add("a", START);
        corrections.add("b", START.plusSeconds(120));

        assertThat(corrections.words()).isEqualTo("b");
    }
}
