package dev.sluice.cli.live;

import dev.sluice.cli.cluster.CliException;
import dev.sluice.cli.cluster.Cluster;
import dev.sluice.store.StoredRollout;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The rollout that a watch begins with, which may have still to come.
 *
 * @param cluster where
 * @param name a Rollout, or a policy; null for the only active one
 */
record AwaitedRollout(Cluster cluster, @Nullable String name) {
    /**
     * Looks for it; empty while it has still to come.
     *
     * @throws CliException.NotFound when it never will, since there is no policy of that name
     * @throws dev.sluice.cli.cluster.CliException when no name is given and several are active
     */
    Optional<StoredRollout> look() {
        try {
            return Optional.of(cluster.find().rollout(name));
        } catch (CliException.NotFound e) {
            if (name != null && !policy(name.substring(name.indexOf('/') + 1))) {
                throw e;
            }
            return Optional.empty();
        }
    }

    private boolean policy(String wanted) {
        return cluster.find().policies().stream()
                .anyMatch(policy -> policy.name().equals(wanted));
    }
}
