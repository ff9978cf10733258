package dev.sluice.web.page;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class StreamLimiterTest {
    private final EventStreamResource.StreamLimiter limiter = new EventStreamResource.StreamLimiter(3, 2);

    @Test
    void oneVisitorLeavesSeatsForOthers() {
        assertThat(limiter.take("alice")).isTrue();
        assertThat(limiter.take("alice")).isTrue();
        assertThat(limiter.take("alice")).isFalse();
        assertThat(limiter.take("bob")).isTrue();
        assertThat(limiter.take("carol")).isFalse();
    }

    @Test
    void seatThatWasLeftIsFree() {
        limiter.take("alice");
        limiter.take("alice");
        limiter.leave("alice");
        assertThat(limiter.take("alice")).isTrue();
        assertThat(limiter.take("bob")).isTrue();
        limiter.leave("bob");
        assertThat(limiter.take("carol")).isTrue();
    }
}
