package dev.sluice.controller;

import dev.sluice.rollout.Desired;
import dev.sluice.rollout.RolloutEvent;
import dev.sluice.store.RolloutClient;
import dev.sluice.store.StoredRollout;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Rollouts that nobody carries: those that cannot be read, because a person or a newer version of Sluice has written them, and those that are too many.
 * Nobody knows where the traffic of the former is, so nothing is done for them and they count as active; people are told, once each, and told how to go on.
 * Of a namespace so many are written in one pass, since whoever writes them by hand can do so by the thousand.
 */
@ApplicationScoped
class UnreadableRollouts {
    /** Of one namespace in one pass. */
    static final int EACH = 20;

    private static final String UNREADABLE = "Unreadable";
    private static final String STATUS_CURE =
            "; set spec.desired to Aborted, or delete it, to send all traffic to blue, or mend the status";
    private static final String SPEC = "its spec cannot be read, so nothing is done for it; ";
    private static final String SPEC_CURE = SPEC
            + "once no VirtualService holds an http route named sluice-pin-%s, take sluice.dev/traffic out of its finalizers and delete it";
    private static final String IGNORED = SPEC + "delete it";
    private static final String CHANGED = "somebody has changed its frozen plan, so nothing is done for it; ";

    private static final String TOO_MANY =
            "its namespace has more active Rollouts than it may (SLUICE_CONTROLLER_MAX_ACTIVE_PER_NAMESPACE), "
                    + "and this one is carried on when older ones have ended; delete those that somebody has written by hand";

    private final InformerCaches caches;
    private final RolloutClient rollouts;
    private final ActiveLimits limits;
    private final Event<RolloutEvent> news;
    private final InstantSource clock;
    private final Sharding sharding;
    private final Map<String, String> told = new ConcurrentHashMap<>();
    private final Map<String, String> stalled = new ConcurrentHashMap<>();
    private final ReleaseBackoff attempts = new ReleaseBackoff();
    private final Map<String, Integer> written = new HashMap<>();

    UnreadableRollouts(
            InformerCaches caches,
            RolloutClient rollouts,
            ActiveLimits limits,
            Event<RolloutEvent> news,
            InstantSource clock,
            Sharding sharding) {
        this.caches = caches;
        this.rollouts = rollouts.asLongAs(sharding::mayAct);
        this.sharding = sharding;
        this.limits = limits;
        this.news = news;
        this.clock = clock;
    }

    /** Whether a worker can carry it: its state can be read, or all that is left to do is to send the traffic back. */
    static boolean workable(StoredRollout rollout) {
        return rollout.desired() == Desired.Aborted || rollout.unreadable().isEmpty();
    }

    /** Tells of those that nobody was told of yet, and lets those go that were deleted and have nothing in the mesh. */
    void pass() {
        Set<String> here = new HashSet<>();
        written.clear();
        List<StoredRollout> carried = caches.rollouts().stream()
                .filter(rollout -> sharding.carries(rollout.namespace()))
                .toList();
        carried.stream()
                .filter(rollout -> !workable(rollout))
                .forEach(rollout -> once(
                        rollout.raw(),
                        UNREADABLE,
                        "its status cannot be read (" + rollout.unreadable().orElse("") + ")" + STATUS_CURE,
                        here));
        limits.beyond(carried).stream()
                .filter(UnreadableRollouts::workable)
                .forEach(rollout -> once(rollout.raw(), "TooMany", TOO_MANY, here));
        caches.unread().stream()
                .filter(raw -> sharding.carries(raw.getMetadata().getNamespace()))
                .forEach(raw -> IsolatedTask.run(key(raw), () -> look(raw, here)));
        told.keySet().retainAll(here);
        stalled.keySet().retainAll(here);
        attempts.keep(here);
    }

    private void look(GenericKubernetesResource raw, Set<String> here) {
        boolean deleted = raw.getMetadata().getDeletionTimestamp() != null;
        if (deleted && RolloutClient.holds(raw) && !RolloutClient.mayHoldMesh(raw)) {
            here.add(raw.getMetadata().getUid());
            write(raw, "deleted", () -> rollouts.release(raw));
        } else {
            once(raw, UNREADABLE, why(raw), here);
        }
    }

    private static String why(GenericKubernetesResource raw) {
        String why =
                RolloutClient.holds(raw) ? SPEC_CURE.formatted(raw.getMetadata().getName()) : IGNORED;
        return RolloutClient.planChanged(raw) ? why.replace(SPEC, CHANGED) : why;
    }

    /** The Rollout that cannot be read for which a policy's next release waits; empty when there is none. */
    Optional<String> of(String namespace, String policy) {
        return caches.unread().stream()
                .filter(raw -> namespace.equals(raw.getMetadata().getNamespace()))
                .filter(raw ->
                        RolloutClient.policyOf(raw).filter(policy::equals).isPresent()
                                && (RolloutClient.mayHoldMesh(raw) || RolloutClient.planChanged(raw)))
                .map(raw -> raw.getMetadata().getName())
                .findFirst();
    }

    private void once(GenericKubernetesResource raw, String reason, String why, Set<String> here) {
        String uid = raw.getMetadata().getUid();
        here.add(uid);
        if (!why.equals(told.put(uid, why))) {
            IsolatedTask.run("telling of " + key(raw), () -> news.fire(stalled(raw, reason, why)));
        }
        if (!why.equals(stalled.get(uid))) {
            write(raw, why, () -> {
                rollouts.stall(raw, reason, why, clock.instant());
                stalled.put(uid, why);
            });
        }
    }

    /** What is refused is tried ever more seldom, so that it keeps no other of its namespace from its turn for ever. */
    private void write(GenericKubernetesResource raw, String why, Runnable write) {
        String uid = raw.getMetadata().getUid();
        String namespace = raw.getMetadata().getNamespace();
        if (written.getOrDefault(namespace, 0) < EACH && attempts.due(uid, why, clock.instant())) {
            written.merge(namespace, 1, Integer::sum);
            attempts.failed(uid, why, clock.instant());
            IsolatedTask.run("writing " + key(raw), write);
        }
    }

    private static RolloutEvent stalled(GenericKubernetesResource raw, String reason, String why) {
        return new RolloutEvent(
                "Rollout",
                raw.getMetadata().getNamespace(),
                raw.getMetadata().getName(),
                raw.getMetadata().getUid(),
                true,
                reason,
                why);
    }

    private static String key(GenericKubernetesResource raw) {
        return "Rollout " + raw.getMetadata().getNamespace() + "/"
                + raw.getMetadata().getName();
    }
}
