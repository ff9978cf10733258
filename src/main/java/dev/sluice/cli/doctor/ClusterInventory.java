package dev.sluice.cli.doctor;

import dev.sluice.cli.cluster.AllNamespaces;
import dev.sluice.store.CrdContexts;
import dev.sluice.store.PolicyClient;
import dev.sluice.store.PolicyStatus;
import dev.sluice.store.RolloutClient;
import dev.sluice.store.StoredPolicy;
import dev.sluice.store.StoredRollout;
import dev.sluice.store.VersionSpec;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The policies and Rollouts that are looked at.
 *
 * @param namespace whose; empty for those of all
 * @param policies the policies
 * @param rollouts the Rollouts
 */
record ClusterInventory(Optional<String> namespace, List<StoredPolicy> policies, List<StoredRollout> rollouts) {
    /** Reads them: of one namespace, or of all. */
    static ClusterInventory read(KubernetesClient client, Optional<String> namespace) {
        return new ClusterInventory(
                namespace,
                list(client, CrdContexts.POLICY, namespace).stream()
                        .map(PolicyClient::read)
                        .toList(),
                list(client, CrdContexts.ROLLOUT, namespace).stream()
                        .flatMap(raw -> RolloutClient.read(raw).stream())
                        .toList());
    }

    private static List<GenericKubernetesResource> list(
            KubernetesClient client, ResourceDefinitionContext kind, Optional<String> namespace) {
        var all = client.genericKubernetesResources(kind);
        return namespace.isPresent()
                ? all.inNamespace(namespace.get()).list().getItems()
                : AllNamespaces.list(client, all);
    }

    List<PolicyUnderTest> subjects() {
        return policies.stream().map(this::subject).toList();
    }

    Set<String> names() {
        return policies.stream()
                .map(policy -> policy.namespace() + "/" + policy.name())
                .collect(Collectors.toSet());
    }

    /** The uid of each Deployment that was green or blue in some Rollout. */
    Set<String> released() {
        return rollouts.stream()
                .flatMap(rollout ->
                        Stream.of(rollout.spec().green(), rollout.spec().blue()))
                .map(VersionSpec::uid)
                .flatMap(uid -> Optional.ofNullable(uid).stream())
                .collect(Collectors.toSet());
    }

    private PolicyUnderTest subject(StoredPolicy policy) {
        boolean busy = rollouts.stream()
                .anyMatch(rollout -> rollout.active()
                        && rollout.namespace().equals(policy.namespace())
                        && rollout.spec().policy().equals(policy.name()));
        return new PolicyUnderTest(
                policy.namespace(),
                policy.name(),
                policy.spec(),
                policy.problem(),
                policy.status().flatMap(status -> Optional.ofNullable(status.ready())),
                policy.status().map(PolicyStatus::message).orElse(""),
                busy);
    }
}
