package dev.sluice.traffic.istio;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.rollout.GatewayEndpoint;
import dev.sluice.traffic.TrafficConfigException;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.ServicePort;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * The server of a Gateway through which a host is asked for.
 *
 * @param port its number in the Gateway
 * @param tls whether it takes TLS
 */
record GatewayListener(int port, boolean tls) {
    /** Istio's name of the port on which Envoy tells its counters. */
    private static final String COUNTERS = "http-envoy-prom";

    private static final List<String> PLAIN = List.of("HTTP", "HTTP2", "GRPC");
    /** Modes that end TLS at the gateway and let a client in that shows no certificate. */
    private static final List<String> OPEN = List.of("SIMPLE", "OPTIONAL_MUTUAL");

    private static final List<String> MUTUAL = List.of("MUTUAL", "ISTIO_MUTUAL");

    /**
     * The server that serves a host: a plain one that does not merely redirect, else one with TLS.
     *
     * @throws TrafficConfigException when there is neither
     */
    static GatewayListener of(ObjectNode gateway, String host, String from) {
        return probed(gateway, host, from)
                .findFirst()
                .orElseThrow(() ->
                        none(gateway, host, from, serving(gateway, host, from).toList()));
    }

    /** The servers by which a probe can come in, in that order. */
    static Stream<GatewayListener> probed(ObjectNode gateway, String host, String from) {
        List<JsonNode> serving = serving(gateway, host, from).toList();
        return Stream.concat(
                        serving.stream()
                                .filter(server -> PLAIN.contains(protocol(server)))
                                .filter(server ->
                                        !server.at("/tls/httpsRedirect").asBoolean()),
                        secure(serving).filter(server -> OPEN.contains(mode(server))))
                .map(GatewayListener::of);
    }

    /** The servers through which users come to a host of a VirtualService in this namespace; one that merely redirects is none. */
    static List<GatewayListener> all(ObjectNode gateway, String host, String from) {
        return serving(gateway, host, from)
                .filter(server -> PLAIN.contains(protocol(server))
                        ? !server.at("/tls/httpsRedirect").asBoolean()
                        : protocol(server).equals("HTTPS")
                                && (OPEN.contains(mode(server)) || MUTUAL.contains(mode(server))))
                .map(GatewayListener::of)
                .distinct()
                .toList();
    }

    private static GatewayListener of(JsonNode server) {
        return new GatewayListener(
                server.at("/port/number").asInt(), protocol(server).equals("HTTPS"));
    }

    private static Stream<JsonNode> serving(ObjectNode gateway, String host, String from) {
        String home = gateway.at("/metadata/namespace").asText(from);
        return StreamSupport.stream(gateway.at("/spec/servers").spliterator(), false)
                .filter(server -> serves(server, host, from, home));
    }

    private static TrafficConfigException none(ObjectNode gateway, String host, String from, List<JsonNode> serving) {
        boolean mutual = secure(serving).anyMatch(server -> MUTUAL.contains(mode(server)));
        return new TrafficConfigException(
                "Gateway " + gateway.at("/metadata/name").asText()
                        + (mutual
                                ? " asks for a client certificate, which probes have none of, on every server for host "
                                : " has no HTTP server, nor an HTTPS server of tls.mode SIMPLE, for host ")
                        + host + " (asked for from namespace " + from
                        + "); probes need one: add it, or set spec.health.probe.host of the policy to a host that has one");
    }

    private static Stream<JsonNode> secure(List<JsonNode> serving) {
        return serving.stream().filter(server -> protocol(server).equals("HTTPS"));
    }

    private static String protocol(JsonNode server) {
        return server.at("/port/protocol").asText().toUpperCase(Locale.ROOT);
    }

    private static String mode(JsonNode server) {
        return server.at("/tls/mode").asText();
    }

    /** What is asked of a Service: which pods it leads to, by which ports. */
    static Service lean(Service whole) {
        return new ServiceBuilder()
                .withNewMetadata()
                .withNamespace(whole.getMetadata().getNamespace())
                .withName(whole.getMetadata().getName())
                .endMetadata()
                .withNewSpec()
                .withSelector(whole.getSpec().getSelector())
                .withPorts(whole.getSpec().getPorts())
                .endSpec()
                .build();
    }

    private static boolean selects(Service service, Pod pod) {
        Map<String, String> selector = service.getSpec().getSelector();
        return selector != null
                && !selector.isEmpty()
                && pod.getMetadata().getLabels().entrySet().containsAll(selector.entrySet());
    }

    /**
     * Where a pod listens for a port of a Gateway, which is a Service's port or the port behind it, as Istio reads it; empty where no
     * Service leads there.
     */
    static Optional<Integer> listening(List<Service> services, Pod pod, int port) {
        List<ServicePort> leading = services.stream()
                .filter(service -> selects(service, pod))
                .flatMap(service -> service.getSpec().getPorts().stream())
                .toList();
        return leading.stream()
                .filter(one -> one.getPort() == port)
                .map(one -> targetPort(one, pod))
                .findFirst()
                .or(() -> leading.stream()
                        .map(one -> targetPort(one, pod))
                        .filter(target -> target == port)
                        .findFirst());
    }

    private static int targetPort(ServicePort port, Pod pod) {
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
    static GatewayEndpoint.Counters counters(Pod pod) {
        GatewayEndpoint.Counters usual = GatewayEndpoint.Counters.USUAL;
        return port(pod, COUNTERS)
                .map(port -> new GatewayEndpoint.Counters(port, usual.path()))
                .orElseGet(() -> annotated(pod, usual));
    }

    private static GatewayEndpoint.Counters annotated(Pod pod, GatewayEndpoint.Counters usual) {
        Map<String, String> annotations =
                Objects.requireNonNullElse(pod.getMetadata().getAnnotations(), Map.of());
        String port = annotations.getOrDefault("prometheus.io/port", "");
        return port.matches("[0-9]{1,5}")
                ? new GatewayEndpoint.Counters(
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

    /** The hosts that a Gateway's servers take from VirtualServices of a namespace; some begin with a wildcard. */
    static Stream<String> hosts(ObjectNode gateway, String from) {
        String home = gateway.at("/metadata/namespace").asText(from);
        return StreamSupport.stream(gateway.at("/spec/servers").spliterator(), false)
                .flatMap(server -> hosts(server, from, home));
    }

    private static boolean serves(JsonNode server, String host, String from, String home) {
        return hosts(server, from, home).anyMatch(pattern -> covers(pattern, host));
    }

    /** A server may take only the VirtualServices of some namespace: {@code team/shop.example.com}; the point is the Gateway's own. */
    private static Stream<String> hosts(JsonNode server, String from, String home) {
        return StreamSupport.stream(server.path("hosts").spliterator(), false)
                .map(JsonNode::asText)
                .filter(pattern -> {
                    String namespace = pattern.contains("/") ? pattern.substring(0, pattern.indexOf('/')) : "*";
                    return namespace.equals("*")
                            || namespace.equals(namespace.equals(".") ? "." : from)
                                    && (!namespace.equals(".") || home.equals(from));
                })
                .map(pattern -> pattern.substring(pattern.indexOf('/') + 1));
    }

    /** Whether a host is meant by one that may begin with a wildcard. */
    static boolean covers(String pattern, String host) {
        return pattern.equals("*")
                || pattern.equals(host)
                || (pattern.startsWith("*.") && host.endsWith(pattern.substring(1)));
    }
}
