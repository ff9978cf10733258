package dev.sluice.controller;

import dev.sluice.api.TextSanitizer;
import dev.sluice.kubernetes.RolloutClient;
import dev.sluice.kubernetes.StoredRollout;
import dev.sluice.rollout.Desired;
import dev.sluice.rollout.RolloutEvent;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;

/**
 * Rollouts that nobody carries: those that cannot be read, because a person or a newer version of Sluice has written them, and those that are too many.
 * Nobody knows where the traffic of the former is, so nothing is done for them and they count as active; people are told, once each, and told how to go on.
 * Of a namespace so many are written in one pass, since whoever writes them by hand can do so by the thousand.
 */
@ApplicationScoped
public class UnreadableRollouts {
    /** Of one namespace in one pass; one after the other. */
    static final int EACH = 20;

    private static final String UNREADABLE = "Unreadable";
    private static final String STATUS_CURE =
            "; set spec.desired to Aborted, or delete it, to send all traffic to blue, or mend the status";
    private static final String SPEC = "its spec cannot be read, so nothing is done for it; ";
    private static final String SPEC_CURE = SPEC
            + "once no VirtualService holds an http route named sluice-pin-%s, take sluice.dev/traffic out of its finalizers and delete it";
    private static final String IGNORED = SPEC + "delete it";
    private static final String FOREIGN =
            "host %s in spec.routes is a Service of another namespace, and a Rollout moves those of its own alone, so nothing is done for it; ";
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
    private final NamespaceThreads threads;

    @Inject
    public UnreadableRollouts(
            InformerCaches caches,
            RolloutClient rollouts,
            ActiveLimits limits,
            Event<RolloutEvent> news,
            InstantSource clock,
            Sharding sharding) {
        this(
                caches,
                rollouts,
                limits,
                news,
                clock,
                sharding,
                NamespaceThreads.watched(sharding.loops(), "stalled", "the telling of what cannot be read"));
    }

    /** @param threads runs each thing that it is given in a thread of its own */
    UnreadableRollouts(
            InformerCaches caches,
            RolloutClient rollouts,
            ActiveLimits limits,
            Event<RolloutEvent> news,
            InstantSource clock,
            Sharding sharding,
            Executor threads) {
        this.threads = new NamespaceThreads(1, threads);
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

    /** What one pass finds. */
    private static final class Found {
        private final Set<String> here = new HashSet<>();
        private final Map<String, List<NamespaceThreads.Job>> writes = new HashMap<>();
    }

    /** Tells of those that nobody was told of yet, and lets those go that were deleted and have nothing in the mesh; waits for no namespace's writes. */
    void pass() {
        Found found = new Found();
        List<StoredRollout> carried = caches.rollouts().stream()
                .filter(rollout -> sharding.carries(rollout.namespace()))
                .toList();
        carried.stream()
                .filter(rollout -> !workable(rollout))
                .forEach(rollout -> once(
                        rollout.raw(),
                        UNREADABLE,
                        "its status cannot be read (" + rollout.unreadable().orElse("") + ")" + STATUS_CURE,
                        found));
        limits.beyond(carried).stream()
                .filter(UnreadableRollouts::workable)
                .forEach(rollout -> once(rollout.raw(), "TooMany", TOO_MANY, found));
        caches.unread().stream()
                .filter(raw -> sharding.carries(raw.getMetadata().getNamespace()))
                .forEach(raw -> IsolatedTask.run(key(raw), () -> look(raw, found)));
        told.keySet().retainAll(found.here);
        stalled.keySet().retainAll(found.here);
        attempts.keep(found.here);
        threads.replace(found.writes.values().stream().flatMap(List::stream).toList());
    }

    private void look(GenericKubernetesResource raw, Found found) {
        boolean deleted = raw.getMetadata().getDeletionTimestamp() != null;
        if (deleted && RolloutClient.holds(raw) && !RolloutClient.mayHoldMesh(raw)) {
            found.here.add(raw.getMetadata().getUid());
            write(raw, "deleted", () -> rollouts.release(raw), found);
        } else {
            once(raw, UNREADABLE, why(raw), found);
        }
    }

    private static String why(GenericKubernetesResource raw) {
        String why =
                RolloutClient.holds(raw) ? SPEC_CURE.formatted(raw.getMetadata().getName()) : IGNORED;
        if (RolloutClient.planChanged(raw)) {
            return why.replace(SPEC, CHANGED);
        }
        return RolloutClient.foreignHost(raw)
                .map(host -> why.replace(SPEC, FOREIGN.formatted(TextSanitizer.quoted(host))))
                .orElse(why);
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

    private void once(GenericKubernetesResource raw, String reason, String why, Found found) {
        String uid = raw.getMetadata().getUid();
        found.here.add(uid);
        if (!why.equals(told.put(uid, why))) {
            IsolatedTask.run("telling of " + key(raw), () -> news.fire(stalled(raw, reason, why)));
        }
        if (!why.equals(stalled.get(uid))) {
            write(
                    raw,
                    why,
                    () -> {
                        rollouts.stall(raw, reason, why, clock.instant());
                        stalled.put(uid, why);
                    },
                    found);
        }
    }

    /** What is refused is tried ever more seldom, so that it keeps no other of its namespace from its turn for ever. */
    private void write(GenericKubernetesResource raw, String why, Runnable write, Found found) {
        String uid = raw.getMetadata().getUid();
        String namespace = raw.getMetadata().getNamespace();
        List<NamespaceThreads.Job> writes = found.writes.computeIfAbsent(namespace, _ -> new ArrayList<>());
        if (writes.size() < EACH && attempts.due(uid, why, clock.instant())) {
            writes.add(new NamespaceThreads.Job(namespace, "writing " + key(raw), () -> {
                attempts.failed(uid, why, clock.instant());
                write.run();
            }));
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
