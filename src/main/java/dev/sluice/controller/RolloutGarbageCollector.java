package dev.sluice.controller;

import dev.sluice.store.RolloutClient;
import dev.sluice.store.StoredPolicy;
import dev.sluice.store.StoredRollout;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Deletes finished Rollouts beyond the history limit, and Rollouts whose policy is gone. */
@ApplicationScoped
class RolloutGarbageCollector {
    private final InformerCaches caches;
    private final RolloutClient rollouts;
    private final Sharding sharding;

    RolloutGarbageCollector(InformerCaches caches, RolloutClient rollouts, Sharding sharding) {
        this.caches = caches;
        this.rollouts = rollouts.asLongAs(sharding::mayAct);
        this.sharding = sharding;
    }

    void pass() {
        List<StoredPolicy> policies = caches.policies().stream()
                .filter(policy -> sharding.carries(policy.namespace()))
                .toList();
        List<StoredRollout> all = caches.rollouts().stream()
                .filter(rollout -> sharding.carries(rollout.namespace()))
                .toList();
        Map<String, List<StoredPolicy>> owners =
                policies.stream().collect(Collectors.groupingBy(StoredPolicy::namespace));
        all.stream()
                .filter(rollout -> !rollout.deleted())
                .filter(rollout -> owners.getOrDefault(rollout.namespace(), List.of()).stream()
                        .noneMatch(policy -> owns(policy, rollout)))
                .forEach(this::delete);
        Map<String, List<StoredRollout>> there = all.stream().collect(Collectors.groupingBy(StoredRollout::namespace));
        policies.forEach(policy -> IsolatedTask.run(
                "tidying after policy " + policy.name(),
                () -> prune(policy, there.getOrDefault(policy.namespace(), List.of()))));
    }

    private void prune(StoredPolicy policy, List<StoredRollout> all) {
        if (policy.spec().isEmpty()) {
            return;
        }
        List<StoredRollout> beyond = all.stream()
                .filter(rollout -> owns(policy, rollout) && !rollout.active() && !rollout.deleted())
                .sorted(StoredRollout.BY_AGE.reversed())
                .skip(policy.spec().get().historyLimit())
                .toList();
        if (beyond.isEmpty()) {
            return;
        }
        List<Deployment> deployments = caches.deployments(policy.namespace());
        beyond.stream()
                .filter(rollout -> !remembers(rollout, deployments))
                .forEach(this::delete);
    }

    private void delete(StoredRollout rollout) {
        IsolatedTask.run("deleting " + rollout.key(), () -> rollouts.delete(rollout));
    }

    /** A Rollout that knows a version which is still deployed keeps it from being released again. */
    private static boolean remembers(StoredRollout rollout, List<Deployment> deployments) {
        return deployments.stream().anyMatch(rollout::knows);
    }

    /**
     * Somebody may have taken the owner out of a Rollout. It stays its policy's all the same, since its version would be released again without
     * it; not that of a policy which was made anew under the name of its own.
     */
    private static boolean owns(StoredPolicy policy, StoredRollout rollout) {
        return policy.namespace().equals(rollout.namespace())
                && rollout.owner()
                        .map(owner -> policy.uid().equals(owner.getUid()))
                        .orElseGet(() -> policy.name().equals(rollout.spec().policy())
                                && policy.created().compareTo(rollout.created()) <= 0);
    }
}
