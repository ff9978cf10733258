package dev.sluice.cli.cluster;

import dev.sluice.store.Kinds;
import dev.sluice.store.Rollouts;
import dev.sluice.store.StoredRollout;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Rollouts as they change. A watch that breaks is taken up again; of a Rollout that changes faster than it is read, the latest counts. */
public final class Follow implements AutoCloseable, ResourceEventHandler<GenericKubernetesResource> {
    private static final Duration A_WHILE = Duration.ofSeconds(1);

    private final Map<String, StoredRollout> latest = new HashMap<>();
    private final Deque<String> changed = new ArrayDeque<>();
    private final SharedIndexInformer<GenericKubernetesResource> informer;

    private Follow(Cluster cluster, List<StoredRollout> known) {
        known.forEach(one -> latest.put(one.key(), one));
        var all = cluster.client().genericKubernetesResources(Kinds.ROLLOUT);
        Ask ask = new Ask("watch", "rollouts.sluice.dev", cluster.namespace().orElse(""));
        informer = cluster.ask(
                ask,
                () -> cluster.namespace()
                        .map(name -> all.inNamespace(name).inform(this))
                        .orElseGet(() -> all.inAnyNamespace().inform(this)));
    }

    /**
     * Begins to follow.
     *
     * @param known what was read already, and is no news
     * @throws Trouble when that may not be watched
     */
    public static Follow of(Cluster cluster, List<StoredRollout> known) {
        return new Follow(cluster, known);
    }

    /** A Rollout that has changed; empty when none has for a second. */
    public Optional<StoredRollout> next() {
        return next(A_WHILE);
    }

    /** A Rollout that has changed; empty when none has for that long. */
    public synchronized Optional<StoredRollout> next(Duration patience) {
        long end = System.nanoTime() + patience.toNanos();
        while (changed.isEmpty()) {
            long left = end - System.nanoTime();
            if (left <= 0) {
                return Optional.empty();
            }
            try {
                TimeUnit.NANOSECONDS.timedWait(this, left);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return Optional.empty();
            }
        }
        return Optional.ofNullable(latest.get(changed.poll()));
    }

    @Override
    public void onAdd(GenericKubernetesResource raw) {
        take(raw);
    }

    @Override
    public void onUpdate(GenericKubernetesResource before, GenericKubernetesResource raw) {
        take(raw);
    }

    @Override
    public void onDelete(GenericKubernetesResource raw, boolean unknown) {
        // Who is followed to its end is known by then.
    }

    private synchronized void take(GenericKubernetesResource raw) {
        Rollouts.read(raw).filter(this::isNews).ifPresent(one -> {
            latest.put(one.key(), one);
            if (!changed.contains(one.key())) {
                changed.add(one.key());
            }
            notifyAll();
        });
    }

    private boolean isNews(StoredRollout one) {
        StoredRollout before = latest.get(one.key());
        return before == null || one.newerThan(before);
    }

    @Override
    public void close() {
        informer.close();
    }
}
