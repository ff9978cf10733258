package dev.sluice.rollout;

/** What the user wants of a rollout. */
public enum Desired {
    /** Go on. */
    Run,
    /** Keep the weight. */
    Paused,
    /** All traffic back to blue. */
    Aborted,
    /** Skip the remaining holds. */
    Promoted
}
