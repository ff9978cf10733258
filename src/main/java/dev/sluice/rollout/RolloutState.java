package dev.sluice.rollout;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Where a rollout stands. Every state is recorded before anything is done about it. */
public sealed interface RolloutState {
    /** Since when the state lasts. */
    Instant since();

    /** Waiting for green's pods; nothing has been written to the VirtualService. */
    record Preparing(Instant since) implements RolloutState {}

    /**
     * The stage's weight is asked for and not yet proven on every gateway.
     *
     * @param entered when the stage was first entered; the deadline counts from here
     */
    record Shifting(int stage, Instant entered, Instant since) implements RolloutState {}

    /**
     * Every gateway serves the stage's weight; the hold counts from {@code since}, which each interruption that is over has put off by as
     * long as it lasted.
     *
     * @param entered when the stage was first entered; the deadline counts from here
     * @param interruptions when it was not certain that users had the weight
     */
    record Holding(int stage, Instant entered, Instant since, Interruptions interruptions) implements RolloutState {
        /** One that was never interrupted. */
        public Holding(int stage, Instant entered, Instant since) {
            this(stage, entered, since, Interruptions.NONE);
        }

        /** How long users had the weight for certain. */
        public Duration held(Instant at) {
            Duration held = Duration.between(since, at).minus(interruptions.lasting(at));
            return held.isNegative() ? Duration.ZERO : held;
        }

        Holding interrupted(Instant from) {
            return new Holding(stage, entered, since, interruptions.begin(from));
        }

        /** The hold goes on with what it has: the time in between counts for nothing. */
        Holding resumed(Instant at) {
            return new Holding(stage, entered, since.plus(interruptions.lasting(at)), interruptions.end(at));
        }

        Holding later(Duration unseen) {
            return new Holding(stage, entered.plus(unseen), since.plus(unseen), interruptions.later(unseen));
        }
    }

    /** The stage's weight is kept until the cause is gone. */
    record Paused(int stage, PauseCause cause, String why, Instant since) implements RolloutState {}

    /**
     * Blue has no ready pod: all traffic is to go to green.
     *
     * @param stage the stage to go on with once blue is back
     * @param back how the rollout ends once blue is back; empty when it goes on
     */
    record FailedOver(int stage, Optional<Outcome> back, String why, Instant since) implements RolloutState {
        /** Checks. */
        public FailedOver {
            back = back.filter(outcome -> outcome != Outcome.Promoted);
        }
    }

    /** All traffic is to go to blue. */
    record Reverting(Outcome outcome, String reason, Instant since) implements RolloutState {
        /** Checks. */
        public Reverting {
            if (outcome == Outcome.Promoted) {
                throw new IllegalArgumentException("a revert does not end in a promotion: " + reason);
            }
        }
    }

    /** Nothing more to decide; what is left of Sluice in the mesh is to be taken out. */
    record Finished(Outcome outcome, String reason, Instant since) implements RolloutState {}
}
