package dev.sluice.web.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class LoginRateLimiterTest {
    private static final Duration AT_ONCE = Duration.ZERO;
    private final AtomicLong clock = new AtomicLong();
    private final LoginRateLimiter rateLimiter = new LoginRateLimiter(2, Duration.ofSeconds(10), clock::get);

    @Test
    void closesAfterSomeFailuresForAWhile() {
        fail("1.2.3.4");
        fail("1.2.3.4");
        assertThat(rateLimiter.of("1.2.3.4").take(AT_ONCE)).isFalse();
        assertThat(rateLimiter.of("5.6.7.8").take(AT_ONCE)).isTrue();
        clock.addAndGet(Duration.ofSeconds(10).toNanos());
        assertThat(rateLimiter.of("1.2.3.4").take(AT_ONCE)).isTrue();
    }

    @Test
    void placeIsTakenBeforeAnythingIsKnownOfATry() {
        LoginRateLimiter.Tries tries = rateLimiter.of("1.2.3.4");
        assertThat(tries.take(AT_ONCE)).isTrue();
        assertThat(tries.take(AT_ONCE)).isTrue();
        assertThat(tries.take(AT_ONCE)).isFalse();
        tries.giveBack();
        assertThat(tries.take(AT_ONCE)).isTrue();
    }

    private void fail(String address) {
        LoginRateLimiter.Tries tries = rateLimiter.of(address);
        assertThat(tries.take(AT_ONCE)).isTrue();
        tries.failed();
    }
}
