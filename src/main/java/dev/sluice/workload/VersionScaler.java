package dev.sluice.workload;

import dev.sluice.analysis.VersionRole;
import dev.sluice.api.CapacityRule;
import dev.sluice.api.CapacitySpec;
import dev.sluice.api.UntrustedInput;
import dev.sluice.kubernetes.StoredRollout;
import dev.sluice.rollout.Capacity;
import dev.sluice.rollout.DesiredTraffic;
import dev.sluice.rollout.Rollout;
import dev.sluice.rollout.RolloutState;
import dev.sluice.rollout.Snapshot;
import dev.sluice.rollout.WantedReplicas;
import dev.sluice.rollout.Weight;
import dev.sluice.rollout.WorkloadStatus;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jboss.logging.Logger;

/**
 * Scales what the policy lets Sluice scale, and tells what is too small. It writes on the side, so that an API server that hangs delays no
 * decision, and puts back what it held when the rollout is over.
 */
public final class VersionScaler {
    /** A version was scaled up, or its autoscaler's minimum raised. */
    public static final String SCALED = "Scaled";

    /** The policy asks for it, and it cannot be done. */
    public static final String NOT_SCALED = "NotScaled";

    /** Blue is not scaled to nothing, because green is too small or somebody may still be sent to blue. */
    public static final String BLUE_KEPT = "BlueKept";

    /** Blue has fewer pods than it carried all the traffic with. */
    public static final String BLUE_SHRUNK = "BlueShrunk";

    private static final Logger LOG = Logger.getLogger(VersionScaler.class);
    private static final int FORBIDDEN = 403;

    /** Refusals that another try may end: who is asking (a token is renewed), a timeout, a conflict, too many requests. */
    private static final Set<Integer> TRANSIENT = Set.of(401, 408, 409, 429);

    /** What was scaled so often to the same was not left so: a version is asked for again when that is seen alone. */
    private static final int UNDONE = 3;

    /** So long it takes at most until what was written is seen. */
    private static final Duration PATIENCE = Duration.ofSeconds(6);

    private final StoredRollout stored;
    private final WorkloadClient workloads;
    private final AtomicBoolean busy = new AtomicBoolean();
    private final Queue<Told> told = new ConcurrentLinkedQueue<>();
    private Capacity capacity;
    private final Map<WantedReplicas, Instant> asked = new HashMap<>();
    private final Map<String, Integer> scaled = new ConcurrentHashMap<>();

    /**
     * Something for people.
     *
     * @param reason one word in CamelCase
     * @param why in one line
     */
    public record Told(String reason, String why) {}

    public VersionScaler(StoredRollout stored, WorkloadClient workloads) {
        this.stored = stored;
        this.workloads = workloads;
        this.capacity = stored.capacity();
    }

    /** What the versions can carry, with what was seen last. */
    public Capacity measured(Capacity.Seen seen) {
        capacity = capacity.plus(seen);
        return capacity;
    }

    /** What is too small is scaled up, or told. */
    public void keep(Rollout rollout, Snapshot seen, Instant now, Consumer<Told> people) {
        for (Told news = told.poll(); news != null; news = told.poll()) {
            people.accept(news);
        }
        shrunk(rollout, seen).ifPresent(people);
        WantedReplicas.wanted(rollout, seen).stream()
                .filter(wanted -> due(wanted, now))
                .findFirst()
                .ifPresent(wanted -> start(wanted, now));
    }

    /**
     * Puts back what was held for the rollout.
     *
     * @return whether all is as it was; false when a write is still under way
     * @throws KubernetesClientException when the API server does not take it
     */
    public boolean end(Consumer<Told> people) {
        if (!stored.spec().plan().capacity().scales()) {
            return true;
        }
        if (busy.get()) {
            return false;
        }
        try {
            workloads.autoscalers().restore(stored.namespace(), stored.name());
        } catch (KubernetesClientException e) {
            if (!refusedForGood(e.getCode())) {
                throw e;
            }
            people.accept(new Told(
                    NOT_SCALED,
                    "a HorizontalPodAutoscaler whose minReplicas was raised for this rollout may still have it: "
                            + (e.getCode() == FORBIDDEN ? may() : e.getMessage())
                            + ", then put minReplicas back to its annotation sluice.dev/min-replicas-before"));
        }
        return true;
    }

    /** What the API server says again however often it is asked: a right that is missing, an object that a rule of the cluster does not let through. */
    private static boolean refusedForGood(int code) {
        return code >= 400 && code < 500 && !TRANSIENT.contains(code);
    }

    /**
     * Whether blue may be scaled to nothing, as far as green's pods go; empty when they cannot be seen yet. An autoscaler sees to green by itself.
     */
    public Optional<Boolean> greenSuffices(Rollout rollout, WorkloadStatus green) {
        CapacitySpec asked = rollout.plan().capacity();
        int needed = capacity.needed(Weight.ALL, asked.minPercent());
        boolean free = asked.rule() == CapacityRule.Ignore
                || needed == 0
                || capacity.seen().greenAutoscaler().isPresent();
        return switch (green) {
            case WorkloadStatus.Pods pods -> Optional.of(free || pods.ready() >= needed);
            case WorkloadStatus.Unknown _ -> free ? Optional.of(true) : Optional.empty();
            case WorkloadStatus.Replaced _, WorkloadStatus.Gone _ -> Optional.of(free);
        };
    }

    /** Whether one Deployment makes all of blue's pods, as far as that was seen. */
    public boolean blueSole() {
        return capacity.seen().blue().map(Capacity.Blue::sole).orElse(true);
    }

    private boolean due(WantedReplicas wanted, Instant now) {
        Instant last = asked.get(wanted);
        return last == null || !now.isBefore(last.plus(PATIENCE));
    }

    private void start(WantedReplicas wanted, Instant now) {
        if (busy.compareAndSet(false, true)) {
            asked.put(wanted, now);
            Thread.ofVirtual().name("scale-" + stored.name()).start(() -> {
                try {
                    scale(wanted).ifPresent(told::add);
                } catch (RuntimeException e) {
                    LOG.warnf("%s: %s", stored.key(), UntrustedInput.why(e));
                    boolean forbidden =
                            e instanceof KubernetesClientException refused && refused.getCode() == FORBIDDEN;
                    told.add(new Told(
                            NOT_SCALED,
                            what(wanted) + " cannot be scaled to " + wanted.pods() + ": "
                                    + (forbidden ? may() : e.getMessage())));
                } finally {
                    busy.set(false);
                }
            });
        }
    }

    private Optional<Told> scale(WantedReplicas wanted) {
        String deployment = deployment(wanted.version());
        boolean done = wanted.autoscaler()
                .map(name -> workloads.autoscalers().raise(stored.namespace(), name, wanted.pods(), stored.name()))
                .orElseGet(() -> workloads.scaleUp(stored.namespace(), deployment, wanted.pods()));
        if (!done) {
            return Optional.empty();
        }
        int times = scaled.merge(what(wanted) + wanted.pods(), 1, Integer::sum);
        return Optional.of(
                times < UNDONE
                        ? new Told(SCALED, what(wanted) + " to " + wanted.pods() + ": " + wanted.why())
                        : new Told(NOT_SCALED, undone(wanted)));
    }

    private String undone(WantedReplicas wanted) {
        String manager = wanted.autoscaler()
                .flatMap(name -> workloads.autoscalers().manager(stored.namespace(), name))
                .map(known -> "in " + known + ", which manages it (KEDA calls it minReplicaCount)")
                .orElse("where whoever writes it keeps it, as git");
        return what(wanted) + " is set back each time that it is scaled to " + wanted.pods()
                + " for this rollout; set it "
                + manager + ", or take capacity." + (wanted.version() == VersionRole.Blue ? "holdBlue" : "rule: Scale")
                + " out of the policy";
    }

    private String what(WantedReplicas wanted) {
        return wanted.autoscaler()
                .map(name -> "minReplicas of HorizontalPodAutoscaler " + name)
                .orElseGet(() -> "deployment/" + deployment(wanted.version()));
    }

    private String deployment(VersionRole version) {
        return String.valueOf((version == VersionRole.Green
                        ? stored.spec().green()
                        : stored.spec().blue())
                .deployment());
    }

    private static String may() {
        return "Sluice may not; grant it the rights for capacity in kubernetes/controller/rbac.yaml";
    }

    /** Told on the way up, when a revert would meet a blue that is too small, and again when one does. */
    private Optional<Told> shrunk(Rollout rollout, Snapshot seen) {
        Capacity known = seen.capacity();
        boolean back = rollout.state() instanceof RolloutState.Reverting;
        boolean under = rollout.goal() instanceof DesiredTraffic.Split
                && rollout.weight().compareTo(Weight.NONE) > 0;
        return known.seen()
                .blue()
                .filter(blue -> (back || under) && blue.wanted() < known.whole())
                .map(_ -> new Told(
                        BLUE_SHRUNK,
                        (back ? "all traffic goes back to blue" : "a revert would send all traffic to blue")
                                + ", which had " + known.whole() + " pods for it and was scaled down since; "
                                + cure(known)));
    }

    private String cure(Capacity known) {
        if (!blueSole()) {
            return "scale what makes its pods until they are " + known.whole() + " again";
        }
        return stored.spec().plan().capacity().scales()
                ? "it is scaled up when the traffic goes back"
                : "scale deployment/" + deployment(VersionRole.Blue) + " to " + known.whole()
                        + ", or let Sluice hold its size with spec.capacity.holdBlue";
    }
}
