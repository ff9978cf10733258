package dev.sluice.view;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.kubernetes.StoreParts;
import dev.sluice.rollout.Weight;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class RolloutDisplayTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:01:00Z");
    private static final String ROLLOUT = """
            apiVersion: sluice.dev/v1alpha1
            kind: Rollout
            metadata: {name: myapp-1, namespace: shop, uid: u, creationTimestamp: "2026-01-01T00:00:00Z"}
            spec:
              policy: myapp
              plan: {routes: [{virtualService: myapp}], steps: [{weight: 10, hold: 30s}, {weight: 50, hold: 30s, pause: true}]}
              blue: {subset: v1}
              green: {subset: v2}
              version: v2
              routes: [{virtualService: myapp, host: myapp}]
              pin: secret-pin
              desired: %s
            """;

    @Test
    void rolloutOfWhichNothingIsRecordedIsStarting() {
        RolloutDisplay display = picture("Run", "");

        assertThat(display.state()).isEqualTo("Starting");
        assertThat(display.tone()).isEqualTo(Severity.Calm);
        assertThat(display.rail()).extracting(StageStep::label).containsExactly("Pre-flight", "10 %", "50 %", "Bake");
        assertThat(display.sentence()).startsWith("Getting ready: the pods of v2");
        assertThat(display.verbs())
                .containsExactlyInAnyOrder(RolloutAction.Pause, RolloutAction.Promote, RolloutAction.Abort);
    }

    @Test
    void holdTellsHowLongItLastsAndWhatComesNext() {
        RolloutDisplay display = picture("Run", """
                status:
                  state: Holding
                  stage: Step 1/2
                  stageIndex: 1
                  entered: "2026-01-01T00:00:30Z"
                  since: "2026-01-01T00:00:45Z"
                  weightAsked: 10
                  weightSeen: 10
                  evidence: {users: {green: 10, greenFailed: 1, blue: 90, blueFailed: 0}, odds: 10, revertAt: 1000}
                """);

        assertThat(display.left()).contains(Duration.ofSeconds(15));
        assertThat(display.sentence())
                .isEqualTo("10 % of users are on v2 while its health is watched. Next, in 15 s: 50 % of users.");
        assertThat(display.rail())
                .extracting(StageStep::mark)
                .containsExactly(StageStep.Mark.Done, StageStep.Mark.Now, StageStep.Mark.Ahead, StageStep.Mark.Ahead);
        assertThat(display.rail().get(1).progress()).contains(0.5);
        assertThat(display.asked()).isEqualTo(Weight.ofPercent(10));
        assertThat(display.seen()).contains(Weight.ofPercent(10));
        assertThat(display.evidence().share()).isBetween(0.33, 0.34);
        assertThat(display.users().greenFailed()).isEqualTo(1);
    }

    @Test
    void gateWaitsForAPerson() {
        RolloutDisplay display = picture("Paused", """
                status:
                  state: Paused
                  stageIndex: 2
                  since: "2026-01-01T00:00:45Z"
                  cause: Gate
                  conditions: [{type: Stalled, status: "True"}]
                """);

        assertThat(display.waits()).isTrue();
        assertThat(display.tone()).isEqualTo(Severity.Wait);
        assertThat(display.deadline()).isEmpty();
        assertThat(display.sentence()).contains("a person lets it go on");
        assertThat(display.verbs())
                .containsExactlyInAnyOrder(RolloutAction.Resume, RolloutAction.Promote, RolloutAction.Abort);
    }

    /** Blue's pods may be ready and fail. */
    @Test
    void usersWhoGoToGreenAreTold() {
        RolloutDisplay display = picture("Run", """
                status:
                  state: FailedOver
                  stageIndex: 1
                  since: "2026-01-01T00:00:45Z"
                  message: blue fails more than green
                """);

        assertThat(display.sentence())
                .startsWith(
                        "v1 does not serve, so all users go to v2. Once v1 is back, this rollout goes on where it was;");
    }

    @Test
    void revertedRolloutShowsHowFarItCame() {
        RolloutDisplay display = picture("Run", """
                status:
                  state: Reverted
                  stage: Step 1/2
                  stageIndex: 1
                  since: "2026-01-01T00:00:45Z"
                  reason: green failed
                """);

        assertThat(display.over()).isTrue();
        assertThat(display.ended()).contains(Instant.parse("2026-01-01T00:00:45Z"));
        assertThat(display.rail())
                .extracting(StageStep::mark)
                .containsExactly(
                        StageStep.Mark.Done, StageStep.Mark.Stopped, StageStep.Mark.Ahead, StageStep.Mark.Ahead);
        assertThat(display.sentence()).isEqualTo("All users are back on v1. Green failed.");
        assertThat(display.verbs()).containsExactly(RolloutAction.Retry);
    }

    @Test
    void whatNeedsAPersonComesFirst() {
        RolloutDisplay over = picture("Run", "status: {state: Promoted, since: \"2026-01-01T00:00:45Z\"}\n");
        RolloutDisplay active = picture("Run", "");
        RolloutDisplay waiting = picture("Paused", """
                status:
                  state: Paused
                  since: "2026-01-01T00:00:45Z"
                  cause: Gate
                  conditions: [{type: Stalled, status: "True"}]
                """);

        assertThat(List.of(over, active, waiting).stream().sorted(RolloutDisplay.BY_URGENCY))
                .containsExactly(waiting, active, over);
    }

    private static RolloutDisplay picture(String desired, String status) {
        return RolloutDisplay.of(StoreParts.rollout(ROLLOUT.formatted(desired) + status), NOW);
    }
}
