package dev.sluice.web.page;

import dev.sluice.store.Crews;
import dev.sluice.store.PodSeen;
import dev.sluice.store.StoredRollout;
import dev.sluice.store.VersionSpec;
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
class Muster {
    private static final long LASTS = Duration.ofSeconds(2).toNanos();
    /** What nobody has looked at for so long says nothing of now. */
    private static final long STALE = Duration.ofMinutes(1).toNanos();

    private static final int MOST = 200;
    private static final int AT_A_TIME = 4;
    private static final int FORBIDDEN = 403;

    private final BiFunction<String, String, List<PodSeen>> pods;
    private final ExecutorService threads;
    private final LongSupplier clock;
    private final Map<String, Kept> kept = new LinkedHashMap<>();
    private final AtomicLong version = new AtomicLong();
    private int asking;

    @Inject
    Muster(Crews crews) {
        this(
                crews::of,
                Executors.newThreadPerTaskExecutor(
                        Thread.ofVirtual().name("pods-", 0).factory()),
                System::nanoTime);
    }

    /** Asks by a function of namespace and Deployment, on threads of its own, with a clock in nanoseconds. */
    Muster(BiFunction<String, String, List<PodSeen>> pods, ExecutorService threads, LongSupplier clock) {
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
    synchronized Crew of(StoredRollout rollout) {
        String key = rollout.key();
        long now = clock.getAsLong();
        Kept known = kept.get(key);
        if ((known == null || now - known.at > LASTS && !known.asked) && asking < AT_A_TIME) {
            begin(rollout, known == null ? new Kept(now) : known);
        }
        return last(key, now);
    }

    /** The same, and asks nothing. */
    synchronized Crew last(String key) {
        return last(key, clock.getAsLong());
    }

    private Crew last(String key, long now) {
        Kept known = kept.get(key);
        return known == null || now - known.at > STALE ? Crew.READING : known.crew;
    }

    private void begin(StoredRollout rollout, Kept entry) {
        if (kept.size() >= MOST && !kept.containsKey(rollout.key())) {
            kept.remove(kept.keySet().iterator().next());
        }
        kept.put(rollout.key(), entry);
        entry.asked = true;
        asking++;
        threads.execute(() -> {
            Crew crew = new Crew(List.of(), "The cluster does not say.");
            try {
                crew = ask(rollout);
            } finally {
                keep(entry, crew);
            }
        });
    }

    private synchronized void keep(Kept entry, Crew crew) {
        if (!crew.equals(entry.crew)) {
            version.incrementAndGet();
        }
        entry.crew = crew;
        entry.at = clock.getAsLong();
        entry.asked = false;
        asking--;
    }

    private Crew ask(StoredRollout rollout) {
        try {
            return new Crew(
                    List.of(
                            side("green", rollout, rollout.spec().green()),
                            side("blue", rollout, rollout.spec().blue())),
                    "");
        } catch (KubernetesClientException e) {
            return new Crew(
                    List.of(),
                    e.getCode() == FORBIDDEN
                            ? "Sluice may not read the pods of this namespace."
                            : "The cluster does not say.");
        }
    }

    private Crew.Side side(String colour, StoredRollout rollout, VersionSpec version) {
        String deployment = version.deployment() == null ? "" : version.deployment();
        List<PodSeen> found = deployment.isEmpty() ? List.of() : pods.apply(rollout.namespace(), deployment);
        return new Crew.Side(colour, version.subset(), deployment, found);
    }

    private static final class Kept {
        private Crew crew = Crew.READING;
        private long at;
        private boolean asked;

        Kept(long at) {
            this.at = at;
        }
    }
}
