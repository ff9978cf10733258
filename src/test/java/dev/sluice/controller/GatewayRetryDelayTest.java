package dev.sluice.controller;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.rollout.DesiredTraffic;
import dev.sluice.rollout.Outcome;
import dev.sluice.rollout.Weight;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** How often gateways are asked that never come round. */
final class GatewayRetryDelayTest {
    private static final DesiredTraffic WANTED = new DesiredTraffic.Split(Weight.NONE);
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final Duration SECOND = Duration.ofSeconds(1);

    private final GatewayRetryDelay delay = new GatewayRetryDelay(SECOND);

    @Test
    void isShortAtFirstAndGrowsWithTheWait() {
        assertThat(delay.next(WANTED, NOW)).isEqualTo(GatewayRetryDelay.SHORTEST);
        assertThat(delay.next(WANTED, NOW.plusSeconds(1))).isEqualTo(GatewayRetryDelay.SHORTEST);
        assertThat(delay.next(WANTED, NOW.plusSeconds(20))).isEqualTo(Duration.ofMillis(500));
        assertThat(delay.next(WANTED, NOW.plus(Duration.ofDays(7)))).isEqualTo(SECOND);
    }

    @Test
    void isShortAgainForAnotherGoalAndAfterTheyCameRound() {
        delay.next(WANTED, NOW);
        Instant later = NOW.plusSeconds(60);
        assertThat(delay.next(new DesiredTraffic.Back(Outcome.Reverted), later)).isEqualTo(GatewayRetryDelay.SHORTEST);

        delay.next(WANTED, later);
        delay.arrived();
        assertThat(delay.next(WANTED, later.plusSeconds(60))).isEqualTo(GatewayRetryDelay.SHORTEST);
    }

    @Test
    void isNeverNegativeThoughTheClockIsSetBack() {
        delay.next(WANTED, NOW);

        assertThat(delay.next(WANTED, NOW.minusSeconds(60))).isEqualTo(GatewayRetryDelay.SHORTEST);
    }
}
