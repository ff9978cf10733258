package dev.sluice.observability;

import dev.sluice.rollout.Outcome;
import dev.sluice.rollout.RolloutState;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** The words for states that the Rollout's status has. */
final class StateLabels {
    static final List<String> ALL = Stream.concat(
                    Stream.of("Preparing", "Shifting", "Holding", "Paused", "FailedOver", "Reverting"),
                    Arrays.stream(Outcome.values()).map(Outcome::name))
            .toList();

    private StateLabels() {}

    static String of(RolloutState state) {
        return switch (state) {
            case RolloutState.Preparing _ -> "Preparing";
            case RolloutState.Shifting _ -> "Shifting";
            case RolloutState.Holding _ -> "Holding";
            case RolloutState.Paused _ -> "Paused";
            case RolloutState.FailedOver _ -> "FailedOver";
            case RolloutState.Reverting _ -> "Reverting";
            case RolloutState.Finished finished -> finished.outcome().name();
        };
    }
}
