package dev.sluice.view;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.rollout.Weight;
import dev.sluice.store.StoreParts;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class PictureTest {
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
        Picture picture = picture("Run", "");

        assertThat(picture.state()).isEqualTo("Starting");
        assertThat(picture.tone()).isEqualTo(Tone.Calm);
        assertThat(picture.rail()).extracting(Station::label).containsExactly("Pre-flight", "10 %", "50 %", "Bake");
        assertThat(picture.sentence()).startsWith("Getting ready: the pods of v2");
        assertThat(picture.verbs()).containsExactlyInAnyOrder(Verb.Pause, Verb.Promote, Verb.Abort);
    }

    @Test
    void holdTellsHowLongItLastsAndWhatComesNext() {
        Picture picture = picture("Run", """
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

        assertThat(picture.left()).contains(Duration.ofSeconds(15));
        assertThat(picture.sentence())
                .isEqualTo("10 % of users are on v2 while its health is watched. Next, in 15 s: 50 % of users.");
        assertThat(picture.rail())
                .extracting(Station::mark)
                .containsExactly(Station.Mark.Done, Station.Mark.Now, Station.Mark.Ahead, Station.Mark.Ahead);
        assertThat(picture.rail().get(1).progress()).contains(0.5);
        assertThat(picture.asked()).isEqualTo(Weight.ofPercent(10));
        assertThat(picture.seen()).contains(Weight.ofPercent(10));
        assertThat(picture.evidence().share()).isBetween(0.33, 0.34);
        assertThat(picture.users().greenFailed()).isEqualTo(1);
    }

    @Test
    void gateWaitsForAPerson() {
        Picture picture = picture("Paused", """
                status:
                  state: Paused
                  stageIndex: 2
                  since: "2026-01-01T00:00:45Z"
                  cause: Gate
                  conditions: [{type: Stalled, status: "True"}]
                """);

        assertThat(picture.waits()).isTrue();
        assertThat(picture.tone()).isEqualTo(Tone.Wait);
        assertThat(picture.deadline()).isEmpty();
        assertThat(picture.sentence()).contains("a person lets it go on");
        assertThat(picture.verbs()).containsExactlyInAnyOrder(Verb.Resume, Verb.Promote, Verb.Abort);
    }

    /** Blue's pods may be ready and fail. */
    @Test
    void usersWhoGoToGreenAreTold() {
        Picture picture = picture("Run", """
                status:
                  state: FailedOver
                  stageIndex: 1
                  since: "2026-01-01T00:00:45Z"
                  message: blue fails more than green
                """);

        assertThat(picture.sentence())
                .startsWith(
                        "v1 does not serve, so all users go to v2. Once v1 is back, this rollout goes on where it was;");
    }

    @Test
    void revertedRolloutShowsHowFarItCame() {
        Picture picture = picture("Run", """
                status:
                  state: Reverted
                  stage: Step 1/2
                  stageIndex: 1
                  since: "2026-01-01T00:00:45Z"
                  reason: green failed
                """);

        assertThat(picture.over()).isTrue();
        assertThat(picture.ended()).contains(Instant.parse("2026-01-01T00:00:45Z"));
        assertThat(picture.rail())
                .extracting(Station::mark)
                .containsExactly(Station.Mark.Done, Station.Mark.Stopped, Station.Mark.Ahead, Station.Mark.Ahead);
        assertThat(picture.sentence()).isEqualTo("All users are back on v1. Green failed.");
        assertThat(picture.verbs()).containsExactly(Verb.Retry);
    }

    @Test
    void whatNeedsAPersonComesFirst() {
        Picture over = picture("Run", "status: {state: Promoted, since: \"2026-01-01T00:00:45Z\"}\n");
        Picture active = picture("Run", "");
        Picture waiting = picture("Paused", """
                status:
                  state: Paused
                  since: "2026-01-01T00:00:45Z"
                  cause: Gate
                  conditions: [{type: Stalled, status: "True"}]
                """);

        assertThat(List.of(over, active, waiting).stream().sorted(Picture.BY_URGENCY))
                .containsExactly(waiting, active, over);
    }

    private static Picture picture(String desired, String status) {
        return Picture.of(StoreParts.rollout(ROLLOUT.formatted(desired) + status), NOW);
    }
}
