package dev.sluice.kubernetes;

import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.readiness.Readiness;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** The pods that serve a version, for people to look at. */
@ApplicationScoped
public class PodLister {
    /** As many as a person looks through. */
    private static final ApiReader.Most MOST = ApiReader.Most.of(500);

    private final ApiReader reads;

    PodLister(KubernetesClient client) {
        this.reads = new ApiReader(client);
    }

    /**
     * Asks the API server for the pods of a Deployment, those of one ReplicaSet together, the first 500 of them; none when the Deployment is gone.
     *
     * @throws io.fabric8.kubernetes.client.KubernetesClientException when it does not answer
     */
    public List<PodInfo> of(String namespace, String deployment) {
        return reads
                .get(
                        ApiKind.DEPLOYMENTS,
                        namespace,
                        deployment,
                        found -> found.getSpec().getSelector().getMatchLabels())
                .stream()
                .flatMap(labels ->
                        reads
                                .some(ApiKind.PODS, namespace, labels, MOST, pod -> Optional.of(seen(pod)))
                                .items()
                                .stream())
                .sorted(Comparator.comparing(PodInfo::replicaSet).thenComparing(PodInfo::name))
                .toList();
    }

    private static PodInfo seen(Pod pod) {
        List<ContainerStatus> containers = pod.getStatus() == null
                ? List.of()
                : Optional.ofNullable(pod.getStatus().getContainerStatuses()).orElse(List.of());
        boolean leaving = pod.getMetadata().getDeletionTimestamp() != null;
        return new PodInfo(
                pod.getMetadata().getName(),
                replicaSet(pod),
                !leaving && Readiness.getInstance().isReady(pod),
                containers.stream()
                        .mapToInt(one -> one.getRestartCount() == null ? 0 : one.getRestartCount())
                        .sum(),
                leaving ? "Terminating" : state(pod, containers));
    }

    private static String replicaSet(Pod pod) {
        return pod.getMetadata().getOwnerReferences().stream()
                .filter(owner -> "ReplicaSet".equals(owner.getKind()))
                .map(OwnerReference::getName)
                .findFirst()
                .orElse("");
    }

    private static String state(Pod pod, List<ContainerStatus> containers) {
        return containers.stream()
                .flatMap(one -> Optional.ofNullable(one.getState()).stream())
                .flatMap(state -> Optional.ofNullable(state.getWaiting()).stream())
                .flatMap(waiting -> Optional.ofNullable(waiting.getReason()).stream())
                .findFirst()
                .orElseGet(() -> Optional.ofNullable(pod.getStatus())
                        .flatMap(status -> Optional.ofNullable(status.getPhase()))
                        .orElse("Unknown"));
    }
}
