package dev.sluice.controller;

import dev.sluice.kubernetes.StoredRollout;
import java.util.Optional;

/** What the API server tells a worker by itself. */
@FunctionalInterface
interface RolloutWatch {
    /** A Rollout as it was told last; empty when it was not, or is gone. */
    Optional<StoredRollout> rollout(String key);

    /**
     * Whether whatever changes in a namespace would be told: every watch has told all that is there, and none is being begun anew. Of one whose
     * connection hangs nobody knows.
     */
    default boolean live(String namespace) {
        return false;
    }
}
