package dev.sluice.cli.live;

import dev.sluice.cli.cluster.CliException;
import dev.sluice.cli.cluster.Cluster;
import dev.sluice.store.StoredRollout;
import org.jspecify.annotations.Nullable;

/** Which rollout to show. */
final class RolloutSelector {
    private RolloutSelector() {}

    /** The named one; else the only active one; else the newest. */
    static StoredRollout of(Cluster cluster, @Nullable String name) {
        try {
            return cluster.find().rollout(name);
        } catch (CliException.NotFound e) {
            if (name != null) {
                throw e;
            }
            return cluster.find().rollouts().stream().findFirst().orElseThrow(() -> e);
        }
    }
}
