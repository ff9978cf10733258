package dev.sluice.replay;

import dev.sluice.rollout.Decision;
import dev.sluice.rollout.Outcome;
import dev.sluice.rollout.Plan;
import dev.sluice.rollout.Rollout;
import dev.sluice.rollout.Stage;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Decisions in words, and what came of them.
 *
 * @param chapters in order
 * @param outcome how it ended; empty when it did not
 */
public record ReplaySummary(List<Chapter> chapters, Optional<Outcome> outcome) {
    /** Copies. */
    public ReplaySummary {
        chapters = List.copyOf(chapters);
    }

    /**
     * One decision.
     *
     * @param at when, from the beginning of the recording on
     * @param what what was decided
     * @param why what was seen
     */
    public record Chapter(Duration at, String what, String why) {}

    /** What was recorded. */
    public static ReplaySummary of(Recording recording) {
        Plan plan = recording.origin().plan();
        return of(recording, plan, recording.made());
    }

    /** What came of a replay of it. */
    public static ReplaySummary of(Recording recording, Replayed replayed) {
        return of(recording, replayed.plan(), replayed.made());
    }

    private static ReplaySummary of(Recording recording, Plan plan, List<RecordedDecision> made) {
        Instant began = recording.origin().began();
        Rollout rollout = new Rollout(plan, ReplayStart.of(recording, plan));
        List<Chapter> chapters = new ArrayList<>();
        Optional<Outcome> outcome = Optional.empty();
        for (RecordedDecision one : made) {
            if (one.decision() instanceof Decision.Enter enter && enter.stage() > plan.last()) {
                chapters.add(new Chapter(
                        one.at(), "enter stage " + enter.stage(), one.decision().why()));
                continue;
            }
            rollout = rollout.after(one.decision(), began.plus(one.at()));
            String where = rollout.stage().map(ReplaySummary::where).orElse("");
            chapters.add(new Chapter(
                    one.at(), what(one.decision()) + where, one.decision().why()));
            outcome = one.decision() instanceof Decision.Finish finish ? Optional.of(finish.outcome()) : outcome;
        }
        return new ReplaySummary(chapters, outcome);
    }

    private static String where(Stage stage) {
        return " " + stage.name() + ", " + stage.weight();
    }

    private static String what(Decision decision) {
        return switch (decision) {
            case Decision.Wait _ -> "wait in";
            case Decision.Enter _ -> "enter";
            case Decision.Hold _ -> "hold";
            case Decision.Interrupt _ -> "interrupt";
            case Decision.Resume _ -> "resume";
            case Decision.Restart _ -> "restart";
            case Decision.Pause pause -> "pause (" + pause.cause() + ") in";
            case Decision.FailOver _ -> "all traffic to green in";
            case Decision.Revert revert ->
                revert.outcome() == Outcome.Reverted ? "revert" : "revert (" + revert.outcome() + ")";
            case Decision.Finish finish ->
                finish.outcome() == Outcome.Promoted ? "promoted" : "all traffic is back on blue";
        };
    }
}
