package dev.sluice.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.rollout.Interruptions;
import dev.sluice.rollout.RolloutState.Holding;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class RolloutStateMapperTest {
    private static final Instant SINCE = Instant.parse("2026-01-01T00:00:30Z");
    private static final String HOLDING = """
            status:
              state: Holding
              stageIndex: 1
              entered: "2026-01-01T00:00:20Z"
              since: "2026-01-01T00:00:30Z"
            """;

    @Test
    void aHoldKeepsWhatItHasLostOverARestart() {
        Interruptions all = new Interruptions(3, Duration.ofMillis(1200), Optional.of(SINCE.plusSeconds(9)));
        Holding holding = new Holding(1, Instant.parse("2026-01-01T00:00:20Z"), SINCE, all);
        InterruptionsStatus written = RolloutStateMapper.write(holding).interruptions();

        StoredRollout read = StoreParts.rollout(StoreParts.ROLLOUT + HOLDING
                + "  interruptions: {times: 3, lostMillis: 1200, since: \"2026-01-01T00:00:39Z\"}\n");

        assertThat(written).isEqualTo(new InterruptionsStatus(3, 1200, "2026-01-01T00:00:39Z"));
        assertThat(read.state()).contains(holding);
    }

    @Test
    void aStatusThatKnowsNoInterruptionsIsAHoldWithoutAny() {
        assertThat(StoreParts.rollout(StoreParts.ROLLOUT + HOLDING).state())
                .contains(new Holding(1, Instant.parse("2026-01-01T00:00:20Z"), SINCE));
    }

    @Test
    void whatHappensEveryFewSecondsHasOneEntryInEachStage() {
        Deque<JournalEntry> journal = new ArrayDeque<>();
        for (int i = 0; i < 1000; i++) {
            new JournalEntry("t" + i, "Holding " + i / 500, "").addTo(i % 500 == 0 ? journal : new ArrayDeque<>());
            new JournalEntry("t" + i, "Corrected " + i / 500, i + " times").addTo(journal);
        }
        assertThat(journal)
                .extracting(JournalEntry::decision)
                .containsExactly("Holding 0", "Corrected 0", "Holding 1", "Corrected 1");
    }
}
