package dev.sluice.rollout;

import java.util.Optional;

/** What the cluster says of green's Deployment and pods. */
public sealed interface WorkloadStatus {
    /**
     * The Deployment still has the template of this rollout.
     *
     * @param wanted replicas asked for
     * @param ready pods ready now
     * @param settled whether every replica runs the current template and is available
     * @param crash a pod that crash-loops, described for people
     * @param shortfall why there are fewer pods than asked for, or why one does not start, as the cluster says it
     */
    record Pods(int wanted, int ready, boolean settled, Optional<String> crash, Optional<String> shortfall)
            implements WorkloadStatus {
        /** Pods of which nothing is known that keeps them from coming. */
        public Pods(int wanted, int ready, boolean settled, Optional<String> crash) {
            this(wanted, ready, settled, crash, Optional.empty());
        }
    }

    /** The Deployment has a new pod template. */
    record Replaced(String templateHash) implements WorkloadStatus {}

    /** The Deployment is gone. */
    record Gone() implements WorkloadStatus {}

    /** The API server could not be asked. */
    record Unknown(String why) implements WorkloadStatus {}
}
