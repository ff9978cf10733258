package dev.sluice.view;

import dev.sluice.rollout.Desired;
import dev.sluice.rollout.Outcome;
import dev.sluice.rollout.RolloutState;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** What a person can do with a rollout. */
public enum RolloutAction {
    /** Keep the weight until resumed. */
    Pause,
    /** Go on; opens a gate. */
    Resume,
    /** Skip the remaining holds: all users get green at once. */
    Promote,
    /** All users back to blue, and the end. */
    Abort,
    /** Release the same green again. */
    Retry,
    /** Release the version before. */
    Undo;

    /** As a command and a button say it. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** What is then wanted of the rollout; empty for what begins another one. */
    public Optional<Desired> desired() {
        return switch (this) {
            case Pause -> Optional.of(Desired.Paused);
            case Resume -> Optional.of(Desired.Run);
            case Promote -> Optional.of(Desired.Promoted);
            case Abort -> Optional.of(Desired.Aborted);
            case Retry, Undo -> Optional.empty();
        };
    }

    /** What makes sense now. */
    static Set<RolloutAction> of(RolloutState state, Desired desired) {
        return switch (state) {
            case RolloutState.Preparing _, RolloutState.Shifting _, RolloutState.Holding _ -> steering(desired);
            case RolloutState.Paused _ -> steering(Desired.Paused);
            case RolloutState.FailedOver _ -> steering(desired);
            case RolloutState.Reverting _ -> EnumSet.noneOf(RolloutAction.class);
            case RolloutState.Finished finished -> after(finished.outcome());
        };
    }

    private static Set<RolloutAction> steering(Desired desired) {
        return switch (desired) {
            case Run -> EnumSet.of(Pause, Promote, Abort);
            case Paused -> EnumSet.of(Resume, Promote, Abort);
            case Promoted -> EnumSet.of(Abort);
            case Aborted -> EnumSet.noneOf(RolloutAction.class);
        };
    }

    private static Set<RolloutAction> after(Outcome outcome) {
        return switch (outcome) {
            case Promoted -> EnumSet.of(Undo);
            case Reverted, Aborted -> EnumSet.of(Retry);
            case Superseded -> EnumSet.noneOf(RolloutAction.class);
        };
    }
}
