package dev.sluice.web.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class TurnstileTest {
    private static final Duration AT_ONCE = Duration.ZERO;
    private final AtomicLong clock = new AtomicLong();
    private final Turnstile turnstile = new Turnstile(2, Duration.ofSeconds(10), clock::get);

    @Test
    void closesAfterSomeFailuresForAWhile() {
        fail("1.2.3.4");
        fail("1.2.3.4");
        assertThat(turnstile.of("1.2.3.4").take(AT_ONCE)).isFalse();
        assertThat(turnstile.of("5.6.7.8").take(AT_ONCE)).isTrue();
        clock.addAndGet(Duration.ofSeconds(10).toNanos());
        assertThat(turnstile.of("1.2.3.4").take(AT_ONCE)).isTrue();
    }

    @Test
    void placeIsTakenBeforeAnythingIsKnownOfATry() {
        Turnstile.Tries tries = turnstile.of("1.2.3.4");
        assertThat(tries.take(AT_ONCE)).isTrue();
        assertThat(tries.take(AT_ONCE)).isTrue();
        assertThat(tries.take(AT_ONCE)).isFalse();
        tries.giveBack();
        assertThat(tries.take(AT_ONCE)).isTrue();
    }

    private void fail(String address) {
        Turnstile.Tries tries = turnstile.of(address);
        assertThat(tries.take(AT_ONCE)).isTrue();
        tries.failed();
    }
}
