package dev.sluice.web.page;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class SeatsTest {
    private final Seats seats = new Seats(3, 2);

    @Test
    void oneVisitorLeavesSeatsForOthers() {
        assertThat(seats.take("alice")).isTrue();
        assertThat(seats.take("alice")).isTrue();
        assertThat(seats.take("alice")).isFalse();
        assertThat(seats.take("bob")).isTrue();
        assertThat(seats.take("carol")).isFalse();
    }

    @Test
    void seatThatWasLeftIsFree() {
        seats.take("alice");
        seats.take("alice");
        seats.leave("alice");
        assertThat(seats.take("alice")).isTrue();
        assertThat(seats.take("bob")).isTrue();
        seats.leave("bob");
        assertThat(seats.take("carol")).isTrue();
    }
}
