package dev.sluice.rollout;

/** What a stage needs before it may be left, beside its hold and a green that nothing speaks against. */
public enum ExitCriterion {
    /** Enough probes of green. */
    Sampled,
    /** So much known of green that the next weight costs users little even if green is as bad as it still may be. */
    Exposure,
    /** Enough requests to know that green is not worse than blue by more than a little. */
    Proven
}
