package dev.sluice.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

final class TokenBucketTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    private final TokenBucket allowance = new TokenBucket(10, Duration.ofMillis(500));

    @Test
    void givesSomeAtOnceAndThenOneForEachTimeThatPasses() {
        assertThat(taken(NOW, 100)).isEqualTo(10);
        assertThat(taken(NOW.plusMillis(499), 100)).isZero();
        assertThat(taken(NOW.plusMillis(500), 100)).isEqualTo(1);
        assertThat(taken(NOW.plusSeconds(2), 100)).isEqualTo(3);
    }

    @Test
    void savesNoMoreThanThereIsAtOnce() {
        taken(NOW, 100);

        assertThat(taken(NOW.plus(Duration.ofDays(1)), 100)).isEqualTo(10);
    }

    @Test
    void oneNamespaceTakesNothingOfAnother() {
        taken(NOW, 100);

        assertThat(allowance.take("other", NOW)).isTrue();
    }

    private int taken(Instant at, int asked) {
        int given = 0;
        for (int i = 0; i < asked; i++) {
            given += allowance.take("ns", at) ? 1 : 0;
        }
        return given;
    }
}
