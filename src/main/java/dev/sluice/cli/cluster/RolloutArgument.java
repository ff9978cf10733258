package dev.sluice.cli.cluster;

import dev.sluice.kubernetes.StoredRollout;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Parameters;

/** Which Rollout a command is about. A mixin. */
public final class RolloutArgument {
    @Parameters(
            arity = "0..1",
            paramLabel = "ROLLOUT",
            description =
                    "A Rollout, or a policy for its active or newest one. Default: the only active one of the namespace.")
    private @Nullable String name;

    /** What was named; null for nothing. */
    public @Nullable String name() {
        return name;
    }

    /**
     * Finds it.
     *
     * @throws CliException when there is none, or more than one
     */
    public StoredRollout find(Cluster cluster) {
        return cluster.find().rollout(name);
    }
}
