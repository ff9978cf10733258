package dev.sluice.controller;

import dev.sluice.store.StoredRollout;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** Finds rollouts a worker. One for which none can be made is left alone for a while, or until it is written again. */
final class ReconcilerLauncher {
    private final ReleaseBackoff attempts = new ReleaseBackoff();

    /**
     * Hires for each that is due.
     *
     * @param all those that have no worker
     * @param hire may throw; an API server that does not answer is asked again in the next round
     */
    void each(List<StoredRollout> all, Instant now, Consumer<StoredRollout> hire) {
        attempts.keep(all.stream().map(StoredRollout::uid).collect(Collectors.toSet()));
        all.stream()
                .filter(rollout -> attempts.due(rollout.uid(), mark(rollout), now))
                .forEach(rollout -> IsolatedTask.run(rollout.key(), () -> one(rollout, now, hire)));
    }

    private void one(StoredRollout rollout, Instant now, Consumer<StoredRollout> hire) {
        try {
            hire.accept(rollout);
        } catch (KubernetesClientException e) {
            throw e;
        } catch (RuntimeException e) {
            attempts.failed(rollout.uid(), mark(rollout), now);
            throw e;
        }
    }

    private static String mark(StoredRollout rollout) {
        return String.valueOf(rollout.raw().getMetadata().getResourceVersion());
    }
}
