package dev.sluice.observability;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.rollout.RolloutEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The same words are not written over and over, and none of it is lost in the count. */
class EventCorrelatorTest {
    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

    private final EventCorrelator repeats = new EventCorrelator();

    @Test
    void theSameIsWrittenOnceInTenMinutes() {
        assertThat(admit("waits", NOON)).contains(new EventCorrelator.Count(1, NOON));
        assertThat(admit("waits", NOON.plusSeconds(1))).isEmpty();
        assertThat(admit("waits", NOON.plusSeconds(600))).isEmpty();
    }

    @Test
    void theNextOneCountsWhatWasHeldBack() {
        admit("waits", NOON);
        admit("waits", NOON.plusSeconds(10));
        admit("waits", NOON.plusSeconds(20));

        assertThat(admit("waits", NOON.plusSeconds(601))).contains(new EventCorrelator.Count(3, NOON.plusSeconds(10)));
    }

    @Test
    void otherWordsOrAnotherObjectAreOtherNews() {
        admit("waits", NOON);

        assertThat(admit("waits for something else", NOON)).isPresent();
        assertThat(repeats.admit(new RolloutEvent("Rollout", "shop", "other", "u2", true, "Stalled", "waits"), NOON))
                .isPresent();
    }

    @Test
    void wordsThatAlwaysDifferAreLimitedToo() {
        long written = IntStream.range(0, 1_000)
                .mapToObj(i -> admit("saw " + i + " of 1000", NOON.plusMillis(i)))
                .filter(Optional::isPresent)
                .count();

        assertThat(written).isEqualTo(25);
        assertThat(admit("saw 1000 of 1000", NOON.plus(Duration.ofMinutes(11)))).isPresent();
    }

    @Test
    void whatIsOverLeavesRoomForWhatIsNew() {
        IntStream.range(0, 4_000).forEach(i -> of("old-" + i, NOON));
        Instant later = NOON.plus(Duration.ofMinutes(21));

        assertThat(of("new", later)).isPresent();
        IntStream.range(0, 1_000).forEach(i -> of("beside-" + i, later));

        assertThat(of("new", later.plusSeconds(1))).isEmpty();
    }

    private Optional<EventCorrelator.Count> of(String name, Instant at) {
        return repeats.admit(new RolloutEvent("Rollout", "shop", name, name, true, "Stalled", "waits"), at);
    }

    private Optional<EventCorrelator.Count> admit(String message, Instant at) {
        return repeats.admit(new RolloutEvent("Rollout", "shop", "web-1", "u1", true, "Stalled", message), at);
    }
}
