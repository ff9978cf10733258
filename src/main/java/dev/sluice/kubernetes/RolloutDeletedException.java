package dev.sluice.kubernetes;

import java.io.Serial;

/** A Rollout was taken away by force, without waiting for its finalizer. */
public final class RolloutDeletedException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    RolloutDeletedException(String key) {
        super("Rollout " + key + " was removed together with its finalizer");
    }
}
