package dev.sluice.traffic.istio;

import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * A pod that has a Gateway's labels, whether or not it is a gateway.
 *
 * @param namespace its namespace
 * @param name its name
 * @param onNode whether it listens on its node's network
 * @param labels its labels; empty when they are not known
 * @param ports the ports that have names
 */
record GatewayPod(
        String namespace, String name, boolean onNode, Map<String, String> labels, Map<String, Integer> ports) {
    GatewayPod {
        labels = Map.copyOf(labels);
        ports = Map.copyOf(ports);
    }

    /** One of which no more is known. */
    GatewayPod(String namespace, String name, boolean onNode) {
        this(namespace, name, onNode, Map.of(), Map.of());
    }

    static GatewayPod of(Pod pod) {
        return new GatewayPod(
                pod.getMetadata().getNamespace(),
                pod.getMetadata().getName(),
                Boolean.TRUE.equals(pod.getSpec().getHostNetwork()),
                Objects.requireNonNullElse(pod.getMetadata().getLabels(), Map.of()),
                pod.getSpec().getContainers().stream()
                        .flatMap(container -> container.getPorts().stream())
                        .filter(port -> port.getName() != null)
                        .collect(Collectors.toMap(
                                ContainerPort::getName, ContainerPort::getContainerPort, (first, _) -> first)));
    }

    /** Its name among the pods of all namespaces. */
    String key() {
        return namespace + "/" + name;
    }
}
