package dev.sluice.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A status of a person's or of a newer version's making. */
final class UnreadableStatusTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "{state: Exploded, since: '2026-01-01T00:00:00Z'}",
                "{state: Holding, since: yesterday}",
                "{state: Holding}",
                "{state: Holding, stageIndex: 99, since: '2026-01-01T00:00:00Z'}",
                "{state: Holding, stageIndex: -1, since: '2026-01-01T00:00:00Z'}",
                "{state: Paused, cause: Whim, since: '2026-01-01T00:00:00Z'}",
                "{state: Reverting, cause: Promoted, since: '2026-01-01T00:00:00Z'}",
                "{state: Holding, since: '+999999999-12-31T23:59:59Z'}",
                "{state: Holding, since: '2026-01-01T00:00:00Z', observedAt: soon}",
                "{state: Holding, since: '2026-01-01T00:00:00Z', interruptions: {since: soon}}",
                "{state: Holding, since: '2026-01-01T00:00:00Z', stageIndex: many}",
                "nothing at all",
            })
    void isNoneAndItsRolloutIsActive(String status) {
        StoredRollout rollout = StoreParts.rollout(StoreParts.ROLLOUT + "status: " + status + "\n");

        assertThat(rollout.unreadable()).isPresent();
        assertThat(rollout.state()).isEmpty();
        assertThat(rollout.rollout()).isEmpty();
        assertThat(rollout.observedAt()).isEmpty();
        assertThat(rollout.active()).isTrue();
        List<StoredRollout> all = new ArrayList<>(List.of(rollout, StoreParts.rollout(StoreParts.ROLLOUT)));
        all.sort(StoredRollout.BY_AGE);
        assertThat(all).hasSize(2);
    }

    @Test
    void oneThatIsNotThereIsNotUnreadable() {
        assertThat(StoreParts.rollout(StoreParts.ROLLOUT).unreadable()).isEmpty();
        assertThat(StoreParts.rollout(StoreParts.ROLLOUT + "status: {conditions: []}\n")
                        .unreadable())
                .isEmpty();
    }
}
