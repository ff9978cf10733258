package dev.sluice.mesh;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.rollout.Ingress;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServicePort;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.StreamSupport;

/** Reads ports out of Gateways, Services and Pods. */
final class GatewayServer {
    /** Istio's name of the port on which Envoy tells its counters. */
    private static final String COUNTERS = "http-envoy-prom";

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
        return port(pod, target.getStrVal()).orElse(port.getPort());
    }

    /** Where a pod tells what it has counted: Envoy's own port, which can be asked for less, before the annotated one. */
    static Ingress.Counters counters(Pod pod) {
        Ingress.Counters usual = Ingress.Counters.USUAL;
        return port(pod, COUNTERS)
                .map(port -> new Ingress.Counters(port, usual.path()))
                .orElseGet(() -> annotated(pod, usual));
    }

    private static Ingress.Counters annotated(Pod pod, Ingress.Counters usual) {
        Map<String, String> annotations =
                Objects.requireNonNullElse(pod.getMetadata().getAnnotations(), Map.of());
        String port = annotations.getOrDefault("prometheus.io/port", "");
        return port.matches("[0-9]{1,5}")
                ? new Ingress.Counters(
                        Integer.parseInt(port), annotations.getOrDefault("prometheus.io/path", usual.path()))
                : usual;
    }

    private static Optional<Integer> port(Pod pod, String name) {
        return pod.getSpec().getContainers().stream()
                .flatMap(container -> container.getPorts().stream())
                .filter(one -> name.equals(one.getName()))
                .map(ContainerPort::getContainerPort)
                .findFirst();
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
