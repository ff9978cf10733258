package dev.sluice.api;

/** What becomes of blue's Deployment after the promotion. */
public enum ScaleDownPolicy {
    /** It stays as it is, ready to be gone back to. */
    Keep,
    /** It is scaled to zero. */
    ScaleToZero
}
