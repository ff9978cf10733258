package dev.sluice.truth;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Tells the API server how a pod is, in the kubelet's words. */
final class PodStatus {
    private static final PatchContext MERGE = PatchContext.of(PatchType.JSON_MERGE);

    private final KubernetesClient client;
    private final Pod pod;
    private int restarts;

    PodStatus(KubernetesClient client, Pod pod) {
        this.client = client;
        this.pod = pod;
    }

    void restarted() {
        restarts++;
    }

    /** Writes it until the API server takes it or the pod is gone; waiting is the reason why it does not run, or empty. */
    void write(String address, boolean ready, String waiting) {
        String now = Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
        Map<String, Object> container = Map.of(
                "name",
                pod.getSpec().getContainers().getFirst().getName(),
                "image",
                pod.getSpec().getContainers().getFirst().getImage(),
                "imageID",
                "none",
                "ready",
                ready,
                "restartCount",
                restarts,
                "state",
                waiting.isEmpty()
                        ? Map.of("running", Map.of("startedAt", now))
                        : Map.of("waiting", Map.of("reason", waiting)));
        List<Map<String, String>> conditions = Stream.of("PodScheduled", "Initialized", "ContainersReady", "Ready")
                .map(type -> Map.of(
                        "type", type,
                        "status", ready || !type.endsWith("Ready") ? "True" : "False",
                        "lastTransitionTime", now))
                .toList();
        Map<String, Object> status = Map.of(
                "phase",
                waiting.equals("ImagePullBackOff") ? "Pending" : "Running",
                "hostIP",
                Network.NODE,
                "podIP",
                address,
                "podIPs",
                List.of(Map.of("ip", address)),
                "startTime",
                now,
                "conditions",
                conditions,
                "containerStatuses",
                List.of(container));
        while (!taken(Serialization.asJson(Map.of("status", status)))) {
            // The API server is away; it is told when it is back, as the kubelet does it.
        }
    }

    private boolean taken(String patch) {
        try {
            client.pods()
                    .inNamespace(pod.getMetadata().getNamespace())
                    .withName(pod.getMetadata().getName())
                    .subresource("status")
                    .patch(MERGE, patch);
            return true;
        } catch (KubernetesClientException e) {
            return e.getCode() == 404;
        }
    }
}
