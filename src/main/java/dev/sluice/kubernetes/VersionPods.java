package dev.sluice.kubernetes;

import dev.sluice.rollout.Capacity;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.api.model.PodConditionBuilder;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.readiness.Readiness;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * What serves a version, whatever makes its pods: all that its subset selects.
 *
 * @param deployments the Deployments that make pods of it, which count by their own status
 * @param others the pods that nothing of these makes: those of a StatefulSet, a ReplicaSet or of nobody
 */
public record VersionPods(List<Deployment> deployments, List<Pod> others) {
    private static final Set<String> ENDED = Set.of("Succeeded", "Failed");
    private static final Set<String> OF_DEPLOYMENTS = Set.of("ReplicaSet");

    /** These make a pod anew only when the one before it has ended. */
    private static final Set<String> REPLACED = Set.of("StatefulSet", "DaemonSet");

    /** Copies. */
    public VersionPods {
        deployments = List.copyOf(deployments);
        others = List.copyOf(others);
    }

    /**
     * Sorts them out.
     *
     * @param labels the labels that the Service and the version's subset select
     * @param all Deployments of the namespace
     * @param pods its pods with these labels
     */
    static VersionPods of(Map<String, String> labels, List<? extends Deployment> all, List<Pod> pods) {
        List<Deployment> makers = makers(labels, all);
        return new VersionPods(
                makers, pods.stream().filter(pod -> counts(pod, makers)).toList());
    }

    /** The Deployments that make pods with these labels. */
    public static List<Deployment> makers(Map<String, String> labels, List<? extends Deployment> all) {
        return all.stream()
                .<Deployment>map(one -> one)
                .filter(one -> makes(one, labels))
                .toList();
    }

    /** Whether a pod serves, or is to, and nothing of these makes it. */
    public static boolean counts(Pod pod, List<Deployment> makers) {
        boolean ended = pod.getStatus() != null
                && ENDED.contains(String.valueOf(pod.getStatus().getPhase()));
        return !ended && (!ends(pod) || owned(pod, REPLACED)) && makers.stream().noneMatch(maker -> makes(maker, pod));
    }

    /** Whether the pods of a Deployment have these labels. */
    public static boolean makes(Deployment deployment, Map<String, String> labels) {
        return labels(deployment).entrySet().containsAll(labels.entrySet());
    }

    /** Whether a Deployment has made a pod, and not a Job, a StatefulSet, a hook of Helm's or a person. */
    public static boolean ofDeployment(Pod pod) {
        return owned(pod, OF_DEPLOYMENTS);
    }

    /** Of a pod that counts, what its size is measured by; nothing that whoever writes it can make large. */
    public static Pod lean(Pod pod) {
        PodStatus status = pod.getStatus();
        List<PodCondition> conditions =
                status == null || status.getConditions() == null ? List.of() : status.getConditions();
        return new PodBuilder()
                .withNewMetadata()
                .withName(pod.getMetadata().getName())
                .withDeletionTimestamp(pod.getMetadata().getDeletionTimestamp())
                .endMetadata()
                .withNewStatus()
                .withPhase(status == null ? null : status.getPhase())
                .withConditions(conditions.stream()
                        .filter(one -> "Ready".equals(one.getType()))
                        .limit(1)
                        .map(one -> new PodConditionBuilder()
                                .withType(one.getType())
                                .withStatus(one.getStatus())
                                .build())
                        .toList())
                .endStatus()
                .withNewSpec()
                .withContainers(
                        pod.getSpec() == null
                                ? List.of()
                                : LeanDeployment.containers(pod.getSpec().getContainers()))
                .endSpec()
                .build();
    }

    /** Whether one Deployment makes all of them, so that it can be scaled for them; so it is when there is nothing. */
    public boolean sole() {
        return deployments.size() <= 1 && others.isEmpty();
    }

    /** How many there are. Of pods that no Deployment makes, as many are wanted as there are. */
    public Capacity.Blue size() {
        int wanted = others.size();
        int ready = (int) others.stream()
                .filter(pod -> !ends(pod) && Readiness.getInstance().isReady(pod))
                .count();
        for (Deployment one : deployments) {
            Capacity.Blue own = MeasureSpec.pods(one);
            wanted += own.wanted();
            ready += own.ready();
        }
        return new Capacity.Blue(wanted, ready, sole());
    }

    private static boolean ends(Pod pod) {
        return pod.getMetadata().getDeletionTimestamp() != null;
    }

    private static boolean owned(Pod pod, Set<String> kinds) {
        return Objects.requireNonNullElse(pod.getMetadata().getOwnerReferences(), List.<OwnerReference>of()).stream()
                .anyMatch(owner -> kinds.contains(owner.getKind()));
    }

    private static boolean makes(Deployment deployment, Pod pod) {
        Map<String, String> selector = Optional.ofNullable(deployment.getSpec().getSelector())
                .flatMap(one -> Optional.ofNullable(one.getMatchLabels()))
                .orElse(Map.of());
        Map<String, String> labels =
                Objects.requireNonNullElse(pod.getMetadata().getLabels(), Map.of());
        return labels.entrySet().containsAll(selector.entrySet()) && ofDeployment(pod);
    }

    /** The labels that the pods of a Deployment are made with. */
    public static Map<String, String> labels(Deployment deployment) {
        return Optional.ofNullable(deployment.getSpec().getTemplate().getMetadata())
                .flatMap(metadata -> Optional.ofNullable(metadata.getLabels()))
                .orElse(Map.of());
    }
}
