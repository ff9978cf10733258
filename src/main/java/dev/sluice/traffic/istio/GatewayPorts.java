package dev.sluice.traffic.istio;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.traffic.TrafficConfigException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.StreamSupport;

/**
 * Whether a Service leads to the port of a Gateway: a gateway opens no other.
 *
 * @param objects the Services
 * @param trust which pods may be gateways
 * @param effort what it may cost
 */
record GatewayPorts(MeshObjects objects, GatewayTrust trust, ComparisonBudget effort) {
    /**
     * Makes sure that one does, as {@link IstioGatewayLocator} will. Of what is not known nothing is said.
     *
     * @param pods those that have the Gateway's labels, strangers among them
     * @throws TrafficConfigException when to none of its pods a Service leads by that port
     */
    void check(ObjectNode gateway, String home, List<GatewayPod> pods, int port) {
        List<GatewayPod> own =
                pods.stream().filter(pod -> trust.admits(pod, home)).toList();
        if (!own.isEmpty() && own.stream().allMatch(pod -> closed(pod, port))) {
            throw closed(
                    gateway.at("/metadata/name").asText(),
                    port,
                    own.stream().map(GatewayPod::key).toList());
        }
    }

    static TrafficConfigException closed(String gateway, int port, List<String> pods) {
        return new TrafficConfigException(
                "no Service leads to port " + port + " of Gateway " + gateway + " on " + Delegation.some(pods)
                        + "; give it a Service with that port, which selects its pods, in their namespace");
    }

    private boolean closed(GatewayPod pod, int port) {
        Optional<List<ObjectNode>> services =
                pod.labels().isEmpty() ? Optional.empty() : objects.services(pod.namespace());
        return services.filter(
                        all -> effort.takes(all.size()) && all.stream().noneMatch(service -> leads(service, pod, port)))
                .isPresent();
    }

    /** One of which the ports are not known may have this one. */
    private static boolean leads(JsonNode service, GatewayPod pod, int port) {
        Map<String, String> selector = DestinationSubsets.map(service.at("/spec/selector"));
        return !selector.isEmpty()
                && pod.labels().entrySet().containsAll(selector.entrySet())
                && (service.at("/spec/ports").isEmpty()
                        || StreamSupport.stream(service.at("/spec/ports").spliterator(), false)
                                .anyMatch(one -> one.path("port").asInt() == port || target(one, pod) == port));
    }

    private static int target(JsonNode port, GatewayPod pod) {
        JsonNode target = port.path("targetPort");
        int same = port.path("port").asInt();
        return target.isTextual() ? pod.ports().getOrDefault(target.asText(), same) : target.asInt(same);
    }
}
