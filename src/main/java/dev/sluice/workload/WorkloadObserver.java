package dev.sluice.workload;

import dev.sluice.kubernetes.StoredRollout;
import dev.sluice.rollout.Capacity;
import dev.sluice.rollout.WorkloadStatus;
import java.time.Instant;

/** Tells what runs of the two versions of one rollout. Each method asks the API server and may block as long as that takes; they are called by one thread at a time. */
public interface WorkloadObserver {
    /** Begins to observe the versions of a rollout; nothing is asked before the first look. */
    @FunctionalInterface
    interface Starter {
        /** One for each rollout, since it remembers what it has seen. */
        WorkloadObserver of(StoredRollout rollout);
    }

    /**
     * What the cluster says of green now. Never throws: what cannot be seen is unknown.
     *
     * @param brief whether a workload that says that all of its pods are ready is taken at its word
     */
    WorkloadStatus green(boolean brief);

    /**
     * How many pods the versions have and may have: always blue's pods, since users may be left without them; autoscalers where the policy asks something
     * of pods. Never throws: autoscalers that cannot be seen are as they were, blue's pods are unknown.
     *
     * @param brief whether autoscalers, and what makes blue's pods, are as they were seen last
     */
    Capacity.Seen sizes(boolean brief, Instant now);
}
