package dev.sluice.view;

import dev.sluice.rollout.Outcome;
import dev.sluice.rollout.RolloutState;

/** How a state feels to those who look at it. Never shown by colour alone. */
public enum Severity {
    /** It goes on as planned. */
    Calm,
    /** Green has all the traffic. */
    Good,
    /** The traffic went back, or goes back now. */
    Bad,
    /** It waits, or something else took its place. */
    Wait;

    static Severity of(RolloutState state) {
        return switch (state) {
            case RolloutState.Preparing _, RolloutState.Shifting _, RolloutState.Holding _ -> Calm;
            case RolloutState.Paused _, RolloutState.FailedOver _ -> Wait;
            case RolloutState.Reverting _ -> Bad;
            case RolloutState.Finished finished -> of(finished.outcome());
        };
    }

    private static Severity of(Outcome outcome) {
        return switch (outcome) {
            case Promoted -> Good;
            case Reverted, Aborted -> Bad;
            case Superseded -> Wait;
        };
    }
}
