package dev.sluice.web.page;

import dev.sluice.store.Crews;
import dev.sluice.store.PodSeen;
import dev.sluice.store.StoredRollout;
import dev.sluice.store.VersionSpec;
import io.fabric8.kubernetes.client.KubernetesClientException;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Asks for the pods of the rollouts that somebody looks at, each at most every two seconds, however many look. */
@ApplicationScoped
class Muster {
    private static final long LASTS = Duration.ofSeconds(2).toNanos();
    private static final int MOST = 200;

    private final Crews crews;
    private final Map<String, Kept> kept = new LinkedHashMap<>();

    Muster(Crews crews) {
        this.crews = crews;
    }

    /** The pods of both versions; what cannot be seen is said, not thrown. */
    Crew of(StoredRollout rollout) {
        Kept entry = entry(rollout.key());
        synchronized (entry) {
            if (entry.crew == null || System.nanoTime() - entry.at > LASTS) {
                entry.crew = ask(rollout);
                entry.at = System.nanoTime();
            }
            return entry.crew;
        }
    }

    private Kept entry(String key) {
        synchronized (kept) {
            if (kept.size() > MOST) {
                kept.remove(kept.keySet().iterator().next());
            }
            return kept.computeIfAbsent(key, one -> new Kept());
        }
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
                    e.getCode() == 403
                            ? "Sluice may not read the pods of this namespace."
                            : "The cluster does not say.");
        }
    }

    private Crew.Side side(String colour, StoredRollout rollout, VersionSpec version) {
        String deployment = version.deployment() == null ? "" : version.deployment();
        List<PodSeen> pods = deployment.isEmpty() ? List.of() : crews.of(rollout.namespace(), deployment);
        return new Crew.Side(colour, version.subset(), deployment, pods);
    }

    private static final class Kept {
        private @Nullable Crew crew;
        private long at;
    }
}
