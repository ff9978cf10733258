package dev.sluice.controller;

import dev.sluice.kubernetes.DeadlineExceededException;
import dev.sluice.kubernetes.StoredRollout;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * Finds rollouts a worker, for each namespace in threads of its own: a Rollout is read for that, which takes long in a namespace that reads much that is
 * large. One for which no worker can be made is left alone for a while, or until it is written again.
 */
final class ReconcilerLauncher {
    /** Of one namespace at a time. */
    static final int EACH = 4;

    private final ReleaseBackoff attempts = new ReleaseBackoff();
    private final NamespaceThreads threads;

    /** @param threads runs each thing that it is given in a thread of its own */
    ReconcilerLauncher(Executor threads) {
        this.threads = new NamespaceThreads(EACH, threads);
    }

    /** Whether its traffic may be on its way: something was recorded of it, whether or not that can be read. */
    static boolean urgent(StoredRollout rollout) {
        return rollout.status().isPresent() || rollout.unreadable().isPresent();
    }

    /**
     * Hires for each that is due, and does not wait for that.
     *
     * @param all those that have no worker
     * @param hire may throw, and is called in another thread; an API server that does not answer is asked again in the next round, but for one that is not
     *     urgent where its namespace reads too much
     */
    void each(List<StoredRollout> all, InstantSource clock, Consumer<StoredRollout> hire) {
        Instant now = clock.instant();
        attempts.keep(all.stream().map(StoredRollout::uid).collect(Collectors.toSet()));
        threads.replace(all.stream()
                .filter(rollout -> attempts.due(rollout.uid(), mark(rollout), now))
                .map(rollout ->
                        new NamespaceThreads.Job(rollout.namespace(), rollout.key(), () -> one(rollout, clock, hire)))
                .toList());
    }

    private void one(StoredRollout rollout, InstantSource clock, Consumer<StoredRollout> hire) {
        try {
            hire.accept(rollout);
        } catch (DeadlineExceededException e) {
            if (!urgent(rollout)) {
                attempts.failed(rollout.uid(), mark(rollout), clock.instant());
            }
            throw e;
        } catch (KubernetesClientException e) {
            throw e;
        } catch (RuntimeException e) {
            attempts.failed(rollout.uid(), mark(rollout), clock.instant());
            throw e;
        }
    }

    private static String mark(StoredRollout rollout) {
        return String.valueOf(rollout.raw().getMetadata().getResourceVersion());
    }
}
