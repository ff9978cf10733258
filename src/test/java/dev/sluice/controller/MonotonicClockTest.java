package dev.sluice.controller;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What waits does not wait for a clock that was set back. */
final class MonotonicClockTest {
    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

    private Instant wall = NOON;
    private long nanos;
    private final MonotonicClock clock = new MonotonicClock(() -> wall, () -> nanos);

    private void pass(Duration time) {
        wall = wall.plus(time);
        nanos += time.toNanos();
    }

    @Test
    void isTheTimeOfDay() {
        pass(Duration.ofHours(3));

        assertThat(clock.instant()).isEqualTo(wall);
    }

    @Test
    void aRetryWaitsNoLongerWhenTheClockIsSetBack() {
        ExponentialBackoff backoff = ExponentialBackoff.patient();
        backoff.failed(clock.instant());

        wall = wall.minus(Duration.ofHours(1));
        pass(Duration.ofSeconds(1));

        assertThat(backoff.over(clock.instant())).isTrue();
    }

    @Test
    void neverGoesBackAndAgreesWithTheOtherClockAgain() {
        Instant before = clock.instant();
        wall = wall.minus(Duration.ofMinutes(1));

        for (int i = 0; i < 2_000; i++) {
            pass(Duration.ofSeconds(1));
            Instant now = clock.instant();
            assertThat(Duration.between(before, now)).isBetween(Duration.ofMillis(900), Duration.ofSeconds(1));
            before = now;
        }
        assertThat(clock.instant()).isEqualTo(wall);
    }

    @Test
    void followsAClockThatIsSetForward() {
        wall = wall.plus(Duration.ofMinutes(10));

        assertThat(clock.instant()).isEqualTo(wall);
        assertThat(nanos).isLessThan(TimeUnit.SECONDS.toNanos(1));
    }
}
