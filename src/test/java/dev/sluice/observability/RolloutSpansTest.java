package dev.sluice.observability;

import static dev.sluice.observability.Walk.NOON;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.observability.RolloutSpans.RolloutSpan;
import dev.sluice.observability.SpanPublisher.DeterministicIdGenerator;
import dev.sluice.rollout.Decision;
import dev.sluice.rollout.Outcome;
import dev.sluice.rollout.RolloutState;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** One rollout is one trace, whoever carries it. */
class RolloutSpansTest {
    private final Walk walk = new Walk();
    private final RolloutSpans trace = new RolloutSpans(Walk.subject(Optional.empty()));
    private final List<RolloutSpan> spans = new ArrayList<>();

    @Test
    void aReleaseIsARootWithItsStages() {
        go(new Decision.Enter(0, "ready"));
        go(new Decision.Hold("converged"));
        go(new Decision.Enter(1, "passed"));
        go(new Decision.Hold("converged"));
        go(new Decision.Finish(Outcome.Promoted, "passed"));

        assertThat(spans)
                .extracting(RolloutSpan::name)
                .containsExactly("prepare", "converge", "hold", "PreFlight", "converge", "hold", "Step 1/2", "rollout");
        RolloutSpan root = spans.getLast();
        assertThat(root.from()).isEqualTo(NOON);
        assertThat(root.to()).isEqualTo(NOON.plusSeconds(5));
        assertThat(root.parent()).isEmpty();
        assertThat(root.error()).isEmpty();
        assertThat(root.texts()).containsEntry("sluice.outcome", "Promoted");
        RolloutSpan stage = spans.get(6);
        assertThat(stage.from()).isEqualTo(NOON.plusSeconds(3));
        assertThat(stage.numbers()).containsEntry("sluice.weight", 10.0);
        assertThat(stage.parent()).isEqualTo(root.key());
        assertThat(spans.get(5).parent()).isEqualTo(stage.key());
        assertThat(spans).extracting(RolloutSpan::key).doesNotHaveDuplicates();
        assertThat(spans)
                .allMatch(span -> span.texts().get("k8s.deployment.name").equals("web-v2"));
    }

    @Test
    void aRevertIsAnErrorOfTheStageTheRevertAndTheWhole() {
        go(new Decision.Enter(0, "ready"));
        go(new Decision.Hold("converged"));
        go(new Decision.Revert(Outcome.Reverted, "green is worse"));
        go(new Decision.Finish(Outcome.Reverted, "green is worse"));

        assertThat(spans)
                .filteredOn(span -> span.error().isPresent())
                .extracting(RolloutSpan::name)
                .containsExactly("PreFlight", "revert", "rollout");
    }

    @Test
    void aPauseIsPartOfItsStage() {
        go(new Decision.Enter(0, "ready"));
        go(new Decision.Hold("converged"));
        go(new Decision.Pause(dev.sluice.rollout.PauseCause.User, "asked"));
        go(new Decision.Enter(0, "goes on"));

        assertThat(spans).extracting(RolloutSpan::name).containsExactly("prepare", "converge", "hold", "pause");
        assertThat(spans.getLast().parent()).isEqualTo("stage/PreFlight");
    }

    @Test
    void whoTakesItUpGoesOnFromTheRecordedTimes() {
        go(new Decision.Enter(0, "ready"));
        RolloutState recorded = walk.state();
        RolloutSpans successor = new RolloutSpans(Walk.subject(Optional.of(recorded)));

        RolloutSpan converge =
                successor.ended(walk.then(new Decision.Hold("converged"))).getFirst();
        List<RolloutSpan> left = successor.ended(walk.then(new Decision.Enter(1, "passed")));

        assertThat(converge.from()).isEqualTo(NOON.plusSeconds(1));
        assertThat(left).extracting(RolloutSpan::name).containsExactly("hold", "PreFlight");
        assertThat(left.getLast().from()).isEqualTo(NOON.plusSeconds(1));
        assertThat(DeterministicIdGenerator.trace(converge.trace()))
                .isEqualTo(DeterministicIdGenerator.trace(spans.getFirst().trace()));
    }

    @Test
    void waitingIsNoSpan() {
        assertThat(trace.ended(walk.then(new Decision.Wait("not yet")))).isEmpty();
    }

    private void go(Decision decision) {
        spans.addAll(trace.ended(walk.then(decision)));
    }
}
