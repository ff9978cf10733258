package dev.sluice.analysis;

/** The two versions of a rollout. */
public enum VersionRole {
    /** The version that served when the rollout began. */
    Blue,
    /** The version being released. */
    Green
}
