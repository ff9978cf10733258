package dev.sluice.mesh;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServicePort;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.StreamSupport;

/** Reads ports out of Gateways, Services and Pods. */
final class GatewayServer {
    private static final List<String> PLAIN = List.of("HTTP", "HTTP2", "GRPC");

    private GatewayServer() {}

    /**
     * The number of the Gateway's plain HTTP port that serves a host.
     *
     * @throws Obstacle when there is none
     */
    static int port(ObjectNode gateway, String host, String from) {
        return StreamSupport.stream(gateway.at("/spec/servers").spliterator(), false)
                .filter(server ->
                        PLAIN.contains(server.at("/port/protocol").asText().toUpperCase(Locale.ROOT)))
                .filter(server -> !server.at("/tls/httpsRedirect").asBoolean())
                .filter(server -> serves(server, host))
                .map(server -> server.at("/port/number").asInt())
                .findFirst()
                .orElseThrow(
                        () -> new Obstacle(
                                "Gateway " + gateway.at("/metadata/name").asText()
                                        + " has no plain HTTP server for host " + host + " (asked for from namespace "
                                        + from
                                        + "); probes need one: add it, or set spec.health.probe.host of the policy to a host that has one"));
    }

    static boolean selects(Service service, Pod pod) {
        Map<String, String> selector = service.getSpec().getSelector();
        return selector != null
                && !selector.isEmpty()
                && pod.getMetadata().getLabels().entrySet().containsAll(selector.entrySet());
    }

    static int targetPort(ServicePort port, Pod pod) {
        IntOrString target = port.getTargetPort();
        if (target == null) {
            return port.getPort();
        }
        if (target.getIntVal() != null) {
            return target.getIntVal();
        }
        return pod.getSpec().getContainers().stream()
                .flatMap(container -> container.getPorts().stream())
                .filter(one -> target.getStrVal().equals(one.getName()))
                .map(ContainerPort::getContainerPort)
                .findFirst()
                .orElse(port.getPort());
    }

    private static boolean serves(JsonNode server, String host) {
        return StreamSupport.stream(server.path("hosts").spliterator(), false)
                .map(JsonNode::asText)
                .map(pattern -> pattern.substring(pattern.indexOf('/') + 1))
                .anyMatch(pattern -> pattern.equals("*")
                        || pattern.equals(host)
                        || (pattern.startsWith("*.") && host.endsWith(pattern.substring(1))));
    }
}
