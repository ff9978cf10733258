package dev.sluice.controller;

import dev.sluice.kubernetes.RolloutClient;
import dev.sluice.kubernetes.StoredPolicy;
import dev.sluice.kubernetes.StoredRollout;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Deletes finished Rollouts beyond the history limit, and Rollouts whose policy is gone: of each namespace some in one pass, and one of each after the
 * other, so that thousands of one namespace keep no other from being tidied. For one thread at a time.
 */
@ApplicationScoped
class RolloutGarbageCollector {
    /** Of one namespace in one pass. */
    static final int EACH = 100;

    /** Of all namespaces in one pass. */
    static final int ALL = 500;

    private final InformerCaches caches;
    private final RolloutClient rollouts;
    private final Sharding sharding;
    private final LoopMonitor.Job job;
    /** How often each was deleted that the watch still tells of; some are never let go, and the others have their turn before them. */
    private final Map<String, Integer> tries = new HashMap<>();
    /** The namespace whose turn was the last. */
    private String last = "";

    RolloutGarbageCollector(InformerCaches caches, RolloutClient rollouts, Sharding sharding) {
        this.caches = caches;
        this.rollouts = rollouts.asLongAs(sharding::mayAct);
        this.sharding = sharding;
        this.job = sharding.loops().watchJob("the tidying", Duration.ofSeconds(5));
    }

    @Scheduled(every = "5s", concurrentExecution = ConcurrentExecution.SKIP)
    @RunOnVirtualThread
    void tidy() {
        job.run(() -> {
            if (sharding.shards() > 0 && caches.synced()) {
                pass();
            }
        });
    }

    void pass() {
        Owners owners = new Owners(caches.policies().stream()
                .filter(policy -> sharding.carries(policy.namespace()))
                .toList());
        List<StoredRollout> due = new ArrayList<>();
        Map<StoredPolicy, List<StoredRollout>> owned = new IdentityHashMap<>();
        caches.rollouts().stream()
                .filter(rollout -> sharding.carries(rollout.namespace()) && !rollout.deleted())
                .forEach(rollout -> owners.of(rollout)
                        .ifPresentOrElse(
                                policy -> owned.computeIfAbsent(policy, _ -> new ArrayList<>())
                                        .add(rollout),
                                () -> due.add(rollout)));
        Map<String, Map<String, Deployment>> deployments = new HashMap<>();
        owned.forEach((policy, all) -> IsolatedTask.run("tidying after policy " + policy.name(), () -> {
            due.addAll(beyond(policy, all, deployments));
        }));
        tries.keySet().retainAll(due.stream().map(StoredRollout::uid).collect(Collectors.toSet()));
        turns(due).forEach(this::delete);
    }

    private List<StoredRollout> beyond(
            StoredPolicy policy, List<StoredRollout> all, Map<String, Map<String, Deployment>> deployments) {
        if (policy.spec().isEmpty() || all.size() <= policy.spec().get().historyLimit()) {
            return List.of();
        }
        Map<String, Deployment> known = deployments.computeIfAbsent(policy.namespace(), this::deployments);
        return all.stream()
                .filter(rollout -> !rollout.active())
                .sorted(StoredRollout.BY_AGE.reversed())
                .skip(policy.spec().get().historyLimit())
                .filter(rollout -> !remembers(rollout, known))
                .toList();
    }

    /** Those of a namespace by uid. */
    private Map<String, Deployment> deployments(String namespace) {
        return caches.deployments(namespace).stream()
                .collect(Collectors.toMap(one -> one.getMetadata().getUid(), one -> one, (one, _) -> one));
    }

    /** Those that are deleted in this pass: one of each namespace after the other, beginning after the one that was the last. */
    private List<StoredRollout> turns(List<StoredRollout> due) {
        TreeMap<String, List<StoredRollout>> homes = due.stream()
                .sorted(Comparator.comparing(one -> tries.getOrDefault(one.uid(), 0)))
                .collect(Collectors.groupingBy(StoredRollout::namespace, TreeMap::new, Collectors.toList()));
        List<List<StoredRollout>> order =
                new ArrayList<>(homes.tailMap(last, false).values());
        order.addAll(homes.headMap(last, true).values());
        List<StoredRollout> turn = new ArrayList<>();
        for (int i = 0; i < EACH; i++) {
            for (List<StoredRollout> home : order) {
                if (i < home.size() && turn.size() < ALL) {
                    turn.add(home.get(i));
                    last = home.get(i).namespace();
                }
            }
        }
        return turn;
    }

    private void delete(StoredRollout rollout) {
        LoopMonitor.heartbeat();
        tries.merge(rollout.uid(), 1, Integer::sum);
        IsolatedTask.run("deleting " + rollout.key(), () -> rollouts.delete(rollout));
    }

    /** A Rollout that knows a version which is still deployed keeps it from being released again. */
    private static boolean remembers(StoredRollout rollout, Map<String, Deployment> deployments) {
        return Stream.of(rollout.spec().green(), rollout.spec().blue())
                .flatMap(version -> Stream.ofNullable(version.uid()))
                .flatMap(uid -> Stream.ofNullable(deployments.get(uid)))
                .anyMatch(rollout::knows);
    }

    /** Whose each Rollout is. */
    private static final class Owners {
        private final Map<String, StoredPolicy> byUid;
        private final Map<String, StoredPolicy> byName;

        Owners(List<StoredPolicy> policies) {
            byUid = policies.stream().collect(Collectors.toMap(StoredPolicy::uid, one -> one, (one, _) -> one));
            byName = policies.stream()
                    .collect(Collectors.toMap(one -> key(one.namespace(), one.name()), one -> one, (one, _) -> one));
        }

        /**
         * Somebody may have taken the owner out of a Rollout. It stays its policy's all the same, since its version would be released again
         * without it; not that of a policy which was made anew under the name of its own.
         */
        Optional<StoredPolicy> of(StoredRollout rollout) {
            return rollout.owner()
                    .map(owner -> Optional.ofNullable(byUid.get(String.valueOf(owner.getUid())))
                            .filter(policy -> policy.namespace().equals(rollout.namespace())))
                    .orElseGet(() -> Optional.ofNullable(byName.get(
                                    key(rollout.namespace(), rollout.spec().policy())))
                            .filter(policy -> policy.created().compareTo(rollout.created()) <= 0));
        }

        private static String key(String namespace, String name) {
            return namespace + "/" + name;
        }
    }
}
