package dev.sluice.mesh;

import io.fabric8.kubernetes.api.model.Pod;

/**
 * A pod that has a Gateway's labels, whether or not it is a gateway.
 *
 * @param namespace its namespace
 * @param name its name
 * @param onNode whether it listens on its node's network
 */
record GatewayPod(String namespace, String name, boolean onNode) {
    static GatewayPod of(Pod pod) {
        return new GatewayPod(
                pod.getMetadata().getNamespace(),
                pod.getMetadata().getName(),
                Boolean.TRUE.equals(pod.getSpec().getHostNetwork()));
    }

    /** Its name among the pods of all namespaces. */
    String key() {
        return namespace + "/" + name;
    }
}
