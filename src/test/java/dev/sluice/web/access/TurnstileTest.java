package dev.sluice.web.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class TurnstileTest {
    private final AtomicLong clock = new AtomicLong();
    private final Turnstile turnstile = new Turnstile(2, Duration.ofSeconds(10), clock::get);

    @Test
    void closesAfterSomeFailuresForAWhile() {
        turnstile.failed("1.2.3.4");
        assertThat(turnstile.open("1.2.3.4")).isTrue();
        turnstile.failed("1.2.3.4");
        assertThat(turnstile.open("1.2.3.4")).isFalse();
        assertThat(turnstile.open("5.6.7.8")).isTrue();
        clock.addAndGet(Duration.ofSeconds(10).toNanos());
        assertThat(turnstile.open("1.2.3.4")).isTrue();
    }
}
