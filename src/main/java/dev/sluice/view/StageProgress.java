package dev.sluice.view;

import dev.sluice.rollout.Outcome;
import dev.sluice.rollout.Plan;
import dev.sluice.rollout.RolloutState;
import dev.sluice.rollout.Stage;
import dev.sluice.rollout.Weight;
import dev.sluice.view.StageStep.Mark;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** The stages of a plan, and where a rollout is among them. */
final class StageProgress {
    private StageProgress() {}

    /** @param at the number of the stage that it is in, or that it came to */
    static List<StageStep> of(Plan plan, RolloutState state, int at, Instant now) {
        return IntStream.range(0, plan.stages().size())
                .mapToObj(i -> station(plan.stage(i), state, Integer.compare(i, at), now))
                .toList();
    }

    /** How long the hold still lasts; nothing when it is over and only the verdict is waited for. */
    static Optional<Duration> left(Plan plan, RolloutState state, Instant now) {
        return state instanceof RolloutState.Holding holding
                ? Optional.of(max(plan.stage(holding.stage()).hold().minus(holding.held(now))))
                : Optional.empty();
    }

    private static Duration max(Duration left) {
        return left.isNegative() ? Duration.ZERO : left;
    }

    private static StageStep station(Stage stage, RolloutState state, int side, Instant now) {
        return new StageStep(
                label(stage),
                stage.weight(),
                stage.hold(),
                stage.gate(),
                mark(state, side),
                side == 0 ? progress(stage, state, now) : Optional.empty());
    }

    private static String label(Stage stage) {
        return switch (stage.name()) {
            case "PreFlight" -> "Pre-flight";
            case "Bake" -> "Bake";
            case "First" -> "All at once";
            default -> stage.weight().toString();
        };
    }

    private static Mark mark(RolloutState state, int side) {
        if (state instanceof RolloutState.Finished finished && finished.outcome() == Outcome.Promoted) {
            return Mark.Done;
        }
        if (side != 0) {
            return side < 0 ? Mark.Done : Mark.Ahead;
        }
        return switch (state) {
            case RolloutState.Preparing _,
                    RolloutState.Shifting _,
                    RolloutState.Holding _,
                    RolloutState.Paused _,
                    RolloutState.FailedOver _ -> Mark.Now;
            case RolloutState.Reverting _, RolloutState.Finished _ -> Mark.Stopped;
        };
    }

    private static Optional<Double> progress(Stage stage, RolloutState state, Instant now) {
        if (!(state instanceof RolloutState.Holding holding) || stage.hold().isZero()) {
            return Optional.empty();
        }
        double over = holding.held(now).toMillis() / (double) stage.hold().toMillis();
        return Optional.of(Math.clamp(over, 0, 1));
    }

    /** Where green's weight goes after a stage; empty when it is the last one. */
    static Optional<Weight> next(Plan plan, int at) {
        return at < plan.last() ? Optional.of(plan.stage(at + 1).weight()) : Optional.empty();
    }
}
