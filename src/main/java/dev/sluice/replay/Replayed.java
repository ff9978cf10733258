package dev.sluice.replay;

import dev.sluice.analysis.Counts;
import dev.sluice.rollout.Outcome;
import dev.sluice.rollout.Plan;
import dev.sluice.rollout.Rollout;
import dev.sluice.rollout.RolloutState;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What came of a replay.
 *
 * @param made the decisions, in order
 * @param end where the rollout stood at the end
 * @param length when that was, from the beginning of the recording on
 * @param users all users' requests until then
 * @param modelled users' requests that were not counted so but modelled; part of {@code users}
 * @param later users' requests from a promotion to the recording's end, had green kept all the traffic; modelled too
 * @param model when what came is a model and not a measurement
 */
public record Replayed(
        List<RecordedDecision> made,
        Rollout end,
        Duration length,
        Counts users,
        Counts modelled,
        Counts later,
        List<ModelledInterval> model) {
    /** Copies. */
    public Replayed {
        made = List.copyOf(made);
        model = List.copyOf(model);
    }

    /** The way that was gone. */
    public Plan plan() {
        return end.plan();
    }

    /** How it ended; empty when it did not. */
    public Optional<Outcome> outcome() {
        return end.state() instanceof RolloutState.Finished finished
                ? Optional.of(finished.outcome())
                : Optional.empty();
    }

    /** Whether a moment lies in a time that is a model. */
    public boolean models(Duration moment) {
        return model.stream()
                .anyMatch(one -> one.from().compareTo(moment) <= 0 && one.to().compareTo(moment) >= 0);
    }
}
