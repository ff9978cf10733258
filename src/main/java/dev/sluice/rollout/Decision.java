package dev.sluice.rollout;

import java.time.Instant;
import java.util.Optional;

/** What to do next. Each carries, in one line for people, what was seen and what was compared with what. */
public sealed interface Decision {
    /** What was seen, the threshold and the sample. */
    String why();

    /** Stay as it is. */
    record Wait(String why) implements Decision {}

    /** Ask for the weight of this stage. */
    record Enter(int stage, String why) implements Decision {}

    /** Every gateway serves the weight: the hold begins. */
    record Hold(String why) implements Decision {}

    /**
     * It is not certain that users have the weight: the hold stands still and keeps what it has.
     *
     * @param from since when; no earlier than the hold
     */
    record Interrupt(Instant from, String why) implements Decision {}

    /** Every gateway serves the weight again, soon enough: the hold goes on. */
    record Resume(String why) implements Decision {}

    /** The hold was interrupted for too long and begins again once every gateway serves the weight. */
    record Restart(String why) implements Decision {}

    /** Keep the weight until the cause is gone. */
    record Pause(PauseCause cause, String why) implements Decision {}

    /**
     * All traffic to green, since blue serves nobody.
     *
     * @param back how the rollout ends once blue is back; empty when it then goes on
     */
    record FailOver(Optional<Outcome> back, String why) implements Decision {}

    /** All traffic back to blue, at once. */
    record Revert(Outcome outcome, String why) implements Decision {}

    /** The rollout is over. */
    record Finish(Outcome outcome, String why) implements Decision {}
}
