package dev.sluice.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.api.RouteRef;
import dev.sluice.rollout.Outcome;
import dev.sluice.rollout.RolloutState;
import dev.sluice.rollout.TrafficTarget;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class StoredRolloutTest {
    private static final String FIRST = "2026-01-01T00:00:00Z";

    @Test
    void newestIsTheOneCreatedLast() {
        assertThat(newest(rollout("b", FIRST, over("50")), rollout("a", "2026-01-01T00:00:01Z", over("20"))))
                .isEqualTo("a");
    }

    /** The API server's clock has whole seconds, and a release can be over within one. */
    @Test
    void ofTwoFromOneSecondTheNewerIsTheOneThatGoesOn() {
        assertThat(newest(rollout("b", FIRST, over("00.4")), rollout("a", FIRST, "")))
                .isEqualTo("a");
        assertThat(newest(
                        rollout("b", FIRST, over("00.4")),
                        rollout("a", FIRST, "status: {state: Preparing, since: \"2026-01-01T00:00:00.6Z\"}")))
                .isEqualTo("a");
    }

    @Test
    void ofTwoFromOneSecondThatAreOverTheNewerIsTheOneThatEndedLast() {
        assertThat(newest(rollout("b", FIRST, over("00.4")), rollout("a", FIRST, over("20"))))
                .isEqualTo("a");
    }

    @Test
    void aFailoverIsReadWithHowItEnds() {
        String over = "status: {state: FailedOver, stageIndex: 1, since: \"" + FIRST + "\", reason: gone";

        assertThat(rollout("a", FIRST, over + "}").state())
                .contains(new RolloutState.FailedOver(1, Optional.empty(), "gone", Instant.parse(FIRST)));
        assertThat(rollout("a", FIRST, over + ", cause: Aborted}").state())
                .contains(new RolloutState.FailedOver(1, Optional.of(Outcome.Aborted), "gone", Instant.parse(FIRST)));
    }

    /** People may write either form; Sluice writes the short one. */
    @Test
    void aRouteIsFoundByEitherForm() {
        String written = StoreParts.ROLLOUT.replace("host: myapp", "host: myapp.other");
        String named = "{kind: VirtualService, name: myapp";

        assertThat(StoreParts.rollout(written.replace("{virtualService: myapp,", named + ","))
                        .target())
                .isEqualTo(StoreParts.rollout(written).target());
        assertThat(StoreParts.rollout(written.replace("{virtualService: myapp}", named + "}"))
                        .target()
                        .routes())
                .extracting(TrafficTarget.Route::ref)
                .containsExactly(RouteRef.virtualService("default", "myapp"));
    }

    /** An older version of Sluice kept nothing of it. */
    @Test
    void theEvidenceOfARolloutThatGoesOnKnowsGreensShareOfTheUsers() {
        StoredRollout known = rollout("a", FIRST, "status: {state: Holding, stageIndex: 1, since: \"" + FIRST + "\"}");

        double percent = known.rollout().orElseThrow().weight().percent();
        assertThat(percent).isPositive();
        assertThat(known.evidence().tests().latency().share()).isEqualTo(percent / 100);
    }

    /** Whichever stands first in the list. */
    private static String newest(StoredRollout older, StoredRollout newer) {
        StoredRollout newest = Collections.max(List.of(older, newer), StoredRollout.BY_AGE);
        assertThat(newest).isEqualTo(Collections.max(List.of(newer, older), StoredRollout.BY_AGE));
        return newest.name();
    }

    private static String over(String seconds) {
        return "status: {state: Reverted, since: \"2026-01-01T00:00:%sZ\", reason: green failed}".formatted(seconds);
    }

    private static StoredRollout rollout(String name, String created, String status) {
        StoredRollout rollout = StoreParts.rollout(StoreParts.ROLLOUT + status);
        rollout.raw().getMetadata().setName(name);
        rollout.raw().getMetadata().setCreationTimestamp(created);
        return rollout;
    }
}
