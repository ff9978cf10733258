package dev.sluice.cli.cluster;

import dev.sluice.kubernetes.CrdContexts;
import dev.sluice.kubernetes.RolloutClient;
import dev.sluice.kubernetes.StoredRollout;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Informable;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/**
 * Rollouts as they change; of one that changes faster than it is read, the latest counts. A watch that is broken says nothing, so after
 * some silence all are listed: what the watch has missed comes by that, and an API server that is away is told.
 */
public final class RolloutWatcher implements AutoCloseable, ResourceEventHandler<GenericKubernetesResource> {
    private static final Duration SILENCE = Duration.ofSeconds(8);

    private final Cluster cluster;
    private final Consumer<String> told;
    private final Duration silence;
    private final Duration turn;
    private final Map<String, StoredRollout> latest = new HashMap<>();
    private final Deque<String> changed = new ArrayDeque<>();
    private final Set<String> gone = new HashSet<>();
    private final List<SharedIndexInformer<GenericKubernetesResource>> informers;
    private long heard = System.nanoTime();
    private boolean away;

    private RolloutWatcher(Cluster cluster, List<StoredRollout> known, Consumer<String> told, Duration silence) {
        this.cluster = cluster;
        this.told = told;
        this.silence = silence;
        this.turn = silence.dividedBy(5);
        known.forEach(one -> latest.put(one.key(), one));
        var all = cluster.client().genericKubernetesResources(CrdContexts.ROLLOUT);
        ApiRequestDescription ask = new ApiRequestDescription(
                "watch", "rollouts.sluice.dev", cluster.namespace().orElse(""));
        informers = cluster.ask(
                ask,
                () -> cluster.namespace()
                        .map(name -> List.of(begun(all.inNamespace(name))))
                        .orElseGet(() -> AllNamespaces.of(
                                cluster.client(),
                                () -> begun(all.inAnyNamespace()),
                                one -> begun(all.inNamespace(one)))));
    }

    /** A watch that an API server does not answer is one that says nothing: it is waited for as long as for any other. */
    private SharedIndexInformer<GenericKubernetesResource> begun(Informable<GenericKubernetesResource> rollouts) {
        SharedIndexInformer<GenericKubernetesResource> informer =
                rollouts.runnableInformer(0).addEventHandler(this);
        try {
            informer.start().toCompletableFuture().get(silence.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException _) {
            // It goes on, and what it does not tell comes by lists.
        } catch (ExecutionException e) {
            informer.close();
            throw KubernetesClientException.launderThrowable(e.getCause());
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        return informer;
    }

    /**
     * Begins to follow.
     *
     * @param known what was read already, and is no news
     * @param told is told once that the API server is away, and once that it is back
     * @throws CliException when that may not be watched
     */
    public static RolloutWatcher of(Cluster cluster, List<StoredRollout> known, Consumer<String> told) {
        return of(cluster, known, told, SILENCE);
    }

    static RolloutWatcher of(Cluster cluster, List<StoredRollout> known, Consumer<String> told, Duration silence) {
        return new RolloutWatcher(cluster, known, told, silence);
    }

    /** A Rollout that has changed; empty when none has for a second. */
    public Optional<StoredRollout> next() {
        Optional<StoredRollout> news = awaited();
        if (news.isPresent() || System.nanoTime() - heard < silence.toNanos()) {
            return news;
        }
        look();
        return polled();
    }

    /** Whether it is not in the cluster any more. */
    public synchronized boolean gone(StoredRollout rollout) {
        return gone.contains(rollout.uid());
    }

    private synchronized Optional<StoredRollout> awaited() {
        long end = System.nanoTime() + turn.toNanos();
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
        heard = System.nanoTime();
        return polled();
    }

    private synchronized Optional<StoredRollout> polled() {
        return Optional.ofNullable(changed.poll()).map(latest::get);
    }

    private void look() {
        Set<String> before = uids();
        try {
            List<StoredRollout> found = cluster.find().rollouts();
            found.forEach(one -> take(one.raw()));
            found.forEach(one -> before.remove(one.uid()));
            before.forEach(this::lost);
            if (away) {
                told.accept("the API server answers again");
            }
            away = false;
        } catch (CliException e) {
            if (!away) {
                told.accept(e.getMessage() + ". Waiting for it");
            }
            away = true;
        }
        heard = System.nanoTime();
    }

    private synchronized Set<String> uids() {
        Set<String> uids = new HashSet<>();
        latest.values().forEach(one -> uids.add(one.uid()));
        return uids;
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
        lost(raw.getMetadata().getUid());
    }

    private synchronized void lost(String uid) {
        gone.add(uid);
    }

    private synchronized void take(GenericKubernetesResource raw) {
        RolloutClient.read(raw).filter(this::isNews).ifPresent(one -> {
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
        informers.forEach(SharedIndexInformer::close);
    }
}
