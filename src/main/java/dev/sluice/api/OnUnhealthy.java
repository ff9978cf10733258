package dev.sluice.api;

/** What to do when green is worse. */
public enum OnUnhealthy {
    /** All traffic back to blue, at once. */
    Revert,
    /** Keep the weight and wait for a person. */
    Pause
}
