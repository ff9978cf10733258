package dev.sluice.cli.cluster;

import dev.sluice.kubernetes.StoredRollout;
import java.util.List;
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

    /** Whose past a command is about. A mixin. */
    public static final class OfApp {
        @Parameters(
                arity = "0..1",
                paramLabel = "ROLLOUT",
                description =
                        "A policy, or one of its Rollouts. Default: the only policy that has Rollouts, else that of the only active one.")
        private @Nullable String name;

        /** What was named; null for nothing. */
        public @Nullable String name() {
            return name;
        }

        /**
         * All Rollouts of the app.
         *
         * @throws CliException when there are none, or several apps could be meant
         */
        public List<StoredRollout> history(Cluster cluster) {
            return cluster.find().history(name);
        }
    }
}
