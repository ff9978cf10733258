package dev.sluice.demo;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.fabric8.kubernetes.client.informers.cache.Cache;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.ToIntFunction;

/** The ready pods behind a Service. */
final class Endpoints implements AutoCloseable {
    private final SharedIndexInformer<Service> services;
    private final SharedIndexInformer<Pod> pods;
    private final ToIntFunction<Map<String, String>> portOf;

    /**
     * Watches.
     *
     * @param portOf the port of a pod on 127.0.0.1, by its labels; every pod has the same address here
     */
    Endpoints(KubernetesClient client, ToIntFunction<Map<String, String>> portOf) {
        this.services = client.services().inAnyNamespace().inform();
        this.pods = client.pods().inAnyNamespace().inform();
        this.portOf = portOf;
    }

    /** The port of a ready pod of the Service that has the labels. */
    OptionalInt port(String service, Map<String, String> labels) {
        Service found = services.getIndexer().getByKey(service);
        if (found == null) {
            return OptionalInt.empty();
        }
        Map<String, String> selector = found.getSpec().getSelector();
        List<Pod> near = pods.getIndexer()
                .byIndex(Cache.NAMESPACE_INDEX, found.getMetadata().getNamespace());
        return near.stream()
                .filter(pod -> has(pod, selector) && has(pod, labels) && ready(pod))
                .mapToInt(pod -> portOf.applyAsInt(pod.getMetadata().getLabels()))
                .filter(port -> port > 0)
                .findFirst();
    }

    @Override
    public void close() {
        pods.close();
        services.close();
    }

    private static boolean has(Pod pod, Map<String, String> labels) {
        return pod.getMetadata().getLabels().entrySet().containsAll(labels.entrySet());
    }

    private static boolean ready(Pod pod) {
        return pod.getStatus() != null
                && pod.getStatus().getConditions().stream()
                        .anyMatch(condition -> condition.getType().equals("Ready")
                                && condition.getStatus().equals("True"));
    }
}
