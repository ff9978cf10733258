package dev.sluice.traffic.istio;

import dev.sluice.kubernetes.ApiKind;
import dev.sluice.kubernetes.ApiReader;
import dev.sluice.kubernetes.ResponseTooLargeException;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The pods that have a Gateway's labels. Anybody may make hundreds of them, each of a megabyte, so they are read in pages and in full only
 * where gateways may be; of all others only some are asked for, and of these the metadata alone.
 *
 * @param asker the namespace for which they are read; empty for the pods' own
 */
record GatewayPodLists(KubernetesClient client, String asker) {
    /** For all namespaces. */
    static final String EVERY = "*";

    /** Of pods that are read of one list. */
    static final int MOST = 1_000;
    /** Of pods whose labels are asked for. */
    static final int LABELLED = 500;

    /** Of pods that are named and do not count. */
    static final int STRANGERS = 20;
    /** Of bytes that are read to name them; less than what the client reads of any answer. */
    static final int BYTES = 3 << 20;

    private static final Set<String> ANNOTATIONS = Set.of("prometheus.io/port", "prometheus.io/path");

    /** Reads with this client, in the turns of the pods' own namespaces. */
    GatewayPodLists(KubernetesClient client) {
        this(client, "");
    }

    /** Those in some namespaces, each as this makes of it; no more than {@link #MOST} of each. */
    <T> List<T> in(Collection<String> namespaces, Map<String, String> labels, Function<Pod, T> read) {
        return (namespaces.contains(EVERY) ? List.of("") : namespaces)
                .stream()
                        .flatMap(namespace -> new ApiReader(client, asker)
                                        .some(
                                                ApiKind.PODS,
                                                namespace,
                                                labels,
                                                ApiReader.Most.of(MOST),
                                                pod -> Optional.of(read.apply(pod)))
                                        .items()
                                        .stream())
                        .toList();
    }

    /** A pod without what nobody here asks for. */
    static Pod slim(Pod pod) {
        Map<String, String> annotations = pod.getMetadata().getAnnotations() == null
                ? Map.of()
                : pod.getMetadata().getAnnotations().entrySet().stream()
                        .filter(one -> ANNOTATIONS.contains(one.getKey()))
                        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
        List<Container> containers = pod.getSpec().getContainers().stream()
                .map(one -> new ContainerBuilder()
                        .withName(one.getName())
                        .withPorts(one.getPorts())
                        .build())
                .toList();
        return new PodBuilder()
                .withNewMetadata()
                .withNamespace(pod.getMetadata().getNamespace())
                .withName(pod.getMetadata().getName())
                .withLabels(pod.getMetadata().getLabels())
                .withAnnotations(annotations)
                .withDeletionTimestamp(pod.getMetadata().getDeletionTimestamp())
                .endMetadata()
                .withNewSpec()
                .withContainers(containers)
                .withHostNetwork(pod.getSpec().getHostNetwork())
                .endSpec()
                .withStatus(pod.getStatus())
                .build();
    }

    /**
     * Some of those in other namespaces, to be named; none where their metadata is too much to be read.
     *
     * @throws KubernetesClientException when the API server does not tell
     */
    List<GatewayPod> strangers(Collection<String> namespaces, Map<String, String> labels) {
        if (namespaces.contains(EVERY)) {
            return List.of();
        }
        try {
            return new ApiReader(client, asker)
                    .outside(
                            ApiKind.POD_METADATA,
                            namespaces,
                            labels,
                            new ApiReader.Most(STRANGERS, BYTES),
                            pod -> Optional.of(pod.getMetadata())
                                    .map(one -> new GatewayPod(one.getNamespace(), one.getName(), false))
                                    .filter(one -> !namespaces.contains(one.namespace())))
                    .items();
        } catch (ResponseTooLargeException e) {
            return List.of();
        }
    }

    /**
     * Some labels of an app's pods, each combination of them once.
     *
     * @param keys of the labels that are kept
     * @throws KubernetesClientException when the API server does not tell
     */
    Set<Map<String, String>> labels(String namespace, Map<String, String> selector, Set<String> keys) {
        return Set.copyOf(new ApiReader(client, asker)
                .some(
                        ApiKind.POD_METADATA,
                        namespace,
                        selector,
                        ApiReader.Most.of(LABELLED),
                        pod -> Optional.of(some(pod.getMetadata().getLabels(), keys)))
                .items());
    }

    private static Map<String, String> some(@Nullable Map<String, String> labels, Set<String> keys) {
        return labels == null
                ? Map.of()
                : labels.entrySet().stream()
                        .filter(label -> keys.contains(label.getKey()))
                        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }
}
