package dev.sluice.web.page;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import dev.sluice.kubernetes.PodInfo;
import dev.sluice.kubernetes.PodLister;
import dev.sluice.kubernetes.StoredRollout;
import dev.sluice.kubernetes.VersionSpec;
import io.fabric8.kubernetes.client.KubernetesClientException;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiFunction;

/**
 * Asks for the pods of the rollouts that somebody looks at, each at most every two seconds, however many look. Nobody waits for the
 * answer: a page shows the last one, and is sent the next.
 */
@ApplicationScoped
class PodCache {
    private static final long LASTS = Duration.ofSeconds(2).toNanos();
    /** What nobody has looked at for so long says nothing of now. */
    private static final Duration STALE = Duration.ofMinutes(1);

    private static final int MOST = 200;
    private static final int AT_A_TIME = 4;
    private static final int FORBIDDEN = 403;

    private final BiFunction<String, String, List<PodInfo>> pods;
    private final ExecutorService threads;
    private final Ticker ticker;
    private final Cache<String, Answer> answers;
    /** Rollouts whose pods are being asked for. */
    private final Set<String> asking = new HashSet<>();

    private final AtomicLong version = new AtomicLong();

    @Inject
    PodCache(PodLister crews) {
        this(
                crews::of,
                Executors.newThreadPerTaskExecutor(
                        Thread.ofVirtual().name("pods-", 0).factory()),
                Ticker.systemTicker());
    }

    /** Asks by a function of namespace and Deployment, on threads of its own, with a clock of its own. */
    PodCache(BiFunction<String, String, List<PodInfo>> pods, ExecutorService threads, Ticker ticker) {
        this.pods = pods;
        this.threads = threads;
        this.ticker = ticker;
        this.answers = Caffeine.newBuilder()
                .maximumSize(MOST)
                .expireAfterWrite(STALE)
                .ticker(ticker)
                .executor(Runnable::run)
                .build();
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
        Answer known = answers.getIfPresent(key);
        if ((known == null || ticker.read() - known.at > LASTS) && asking.size() < AT_A_TIME && asking.add(key)) {
            threads.execute(() -> begin(rollout));
        }
        return last(key);
    }

    /** The same, and asks nothing. */
    VersionPodList last(String key) {
        Answer known = answers.getIfPresent(key);
        return known == null ? VersionPodList.READING : known.versionPods;
    }

    private void begin(StoredRollout rollout) {
        VersionPodList versionPods = new VersionPodList(List.of(), "The cluster does not say.");
        try {
            versionPods = ask(rollout);
        } finally {
            keep(rollout.key(), versionPods);
        }
    }

    private synchronized void keep(String key, VersionPodList versionPods) {
        if (!versionPods.equals(last(key))) {
            version.incrementAndGet();
        }
        answers.put(key, new Answer(versionPods, ticker.read()));
        asking.remove(key);
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

    private record Answer(VersionPodList versionPods, long at) {}

    /**
     * The pods of both versions.
     *
     * @param sides green's and blue's
     * @param problem why they are not known; empty when they are
     */
    record VersionPodList(List<Side> sides, String problem) {
        /** Before the first answer. */
        static final VersionPodList READING = new VersionPodList(List.of(), "The pods are being read.");

        /**
         * One version's.
         *
         * @param colour a word for styles: green or blue
         * @param version name of the version
         * @param deployment name of its Deployment; empty when none was found
         * @param pods its pods
         */
        record Side(String colour, String version, String deployment, List<PodInfo> pods) {
            /** How many take requests. */
            public long ready() {
                return pods.stream().filter(PodInfo::ready).count();
            }

            /** Names of the ReplicaSets, each once. */
            public List<String> replicaSets() {
                return pods.stream().map(PodInfo::replicaSet).distinct().toList();
            }

            /** The pods of one of them. */
            public List<PodInfo> of(String replicaSet) {
                return pods.stream()
                        .filter(pod -> pod.replicaSet().equals(replicaSet))
                        .toList();
            }
        }
    }
}
