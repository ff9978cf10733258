package dev.sluice.web.page;

import dev.sluice.kubernetes.PodInfo;
import dev.sluice.kubernetes.PodLister;
import dev.sluice.kubernetes.StoredRollout;
import dev.sluice.kubernetes.VersionSpec;
import io.fabric8.kubernetes.client.KubernetesClientException;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiFunction;
import java.util.function.LongSupplier;

/**
 * Asks for the pods of the rollouts that somebody looks at, each at most every two seconds, however many look. Nobody waits for the
 * answer: a page shows the last one, and is sent the next.
 */
@ApplicationScoped
class PodCache {
    private static final long LASTS = Duration.ofSeconds(2).toNanos();
    /** What nobody has looked at for so long says nothing of now. */
    private static final long STALE = Duration.ofMinutes(1).toNanos();

    private static final int MOST = 200;
    private static final int AT_A_TIME = 4;
    private static final int FORBIDDEN = 403;

    private final BiFunction<String, String, List<PodInfo>> pods;
    private final ExecutorService threads;
    private final LongSupplier clock;
    private final Map<String, Kept> kept = new LinkedHashMap<>();
    private final AtomicLong version = new AtomicLong();
    private int asking;

    @Inject
    PodCache(PodLister crews) {
        this(
                crews::of,
                Executors.newThreadPerTaskExecutor(
                        Thread.ofVirtual().name("pods-", 0).factory()),
                System::nanoTime);
    }

    /** Asks by a function of namespace and Deployment, on threads of its own, with a clock in nanoseconds. */
    PodCache(BiFunction<String, String, List<PodInfo>> pods, ExecutorService threads, LongSupplier clock) {
        this.pods = pods;
        this.threads = threads;
        this.clock = clock;
    }

    @PreDestroy
    void close() {
        threads.shutdownNow();
    }

    /** Rises whenever an answer differs from the one before. */
    long version() {
        return version.get();
    }

    /** The pods of both versions, as far as is known now; asks anew when that is a while ago. */
    synchronized VersionPodList of(StoredRollout rollout) {
        String key = rollout.key();
        long now = clock.getAsLong();
        Kept known = kept.get(key);
        if ((known == null || now - known.at > LASTS && !known.asked) && asking < AT_A_TIME) {
            begin(rollout, known == null ? new Kept(now) : known);
        }
        return last(key, now);
    }

    /** The same, and asks nothing. */
    synchronized VersionPodList last(String key) {
        return last(key, clock.getAsLong());
    }

    private VersionPodList last(String key, long now) {
        Kept known = kept.get(key);
        return known == null || now - known.at > STALE ? VersionPodList.READING : known.versionPods;
    }

    private void begin(StoredRollout rollout, Kept entry) {
        if (kept.size() >= MOST && !kept.containsKey(rollout.key())) {
            kept.remove(kept.keySet().iterator().next());
        }
        kept.put(rollout.key(), entry);
        entry.asked = true;
        asking++;
        threads.execute(() -> {
            VersionPodList versionPods = new VersionPodList(List.of(), "The cluster does not say.");
            try {
                versionPods = ask(rollout);
            } finally {
                keep(entry, versionPods);
            }
        });
    }

    private synchronized void keep(Kept entry, VersionPodList versionPods) {
        if (!versionPods.equals(entry.versionPods)) {
            version.incrementAndGet();
        }
        entry.versionPods = versionPods;
        entry.at = clock.getAsLong();
        entry.asked = false;
        asking--;
    }

    private VersionPodList ask(StoredRollout rollout) {
        try {
            return new VersionPodList(
                    List.of(
                            side("green", rollout, rollout.spec().green()),
                            side("blue", rollout, rollout.spec().blue())),
                    "");
        } catch (KubernetesClientException e) {
            return new VersionPodList(
                    List.of(),
                    e.getCode() == FORBIDDEN
                            ? "Sluice may not read the pods of this namespace."
                            : "The cluster does not say.");
        }
    }

    private VersionPodList.Side side(String colour, StoredRollout rollout, VersionSpec version) {
        String deployment = version.deployment() == null ? "" : version.deployment();
        List<PodInfo> found = deployment.isEmpty() ? List.of() : pods.apply(rollout.namespace(), deployment);
        return new VersionPodList.Side(colour, version.subset(), deployment, found);
    }

    private static final class Kept {
        private VersionPodList versionPods = VersionPodList.READING;
        private long at;
        private boolean asked;

        Kept(long at) {
            this.at = at;
        }
    }
}
