package dev.sluice.rollout;

/** How a rollout ends. */
public enum Outcome {
    /** Green has all the traffic. */
    Promoted,
    /** Blue has all the traffic, because green was worse or the deadline passed. */
    Reverted,
    /** Blue has all the traffic, because someone wanted it. */
    Aborted,
    /** Blue has all the traffic, because green's pod template changed; a new rollout follows. */
    Superseded
}
