package dev.sluice.mesh;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.rollout.Ingress;
import dev.sluice.rollout.Target;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.readiness.Readiness;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;

/** Finds the ready ingress gateway pods through which users reach a VirtualService. */
@ApplicationScoped
public class Gateways {
    private final KubernetesClient client;
    private final Documents documents;

    Gateways(KubernetesClient client, Documents documents) {
        this.client = client;
        this.documents = documents;
    }

    /**
     * The doors to an app: one for each ready gateway pod and VirtualService.
     *
     * @throws Obstacle when a VirtualService is bound to no gateway that can be probed
     */
    public List<Ingress> find(Target target) {
        List<Ingress> doors = new ArrayList<>();
        for (Target.Route route : target.routes()) {
            ObjectNode own = Mesh.read(documents, target.namespace(), route.virtualService());
            ObjectNode bound = own.at("/spec/hosts").isEmpty() ? root(own, target.namespace()) : own;
            for (String gateway : names(bound, route.virtualService())) {
                ObjectNode found =
                        gateway(gateway, bound.at("/metadata/namespace").asText());
                String host = host(found, bound, route.probeHost(), route.host(), target.namespace());
                GatewayServer server = GatewayServer.of(
                        found, host, bound.at("/metadata/namespace").asText());
                pods(found, server.port()).forEach((pod, port) -> {
                    Ingress door = new Ingress(
                            pod.getMetadata().getName(),
                            pod.getStatus().getPodIP(),
                            port,
                            route.virtualService(),
                            host,
                            target.ownPath(route.virtualService())
                                    .orElse(target.road().path()),
                            GatewayServer.counters(pod));
                    doors.add(server.tls() ? door.over(target.road().tls()) : door);
                });
            }
        }
        return List.copyOf(doors);
    }

    /** The VirtualService with hosts that delegates to this one. */
    private ObjectNode root(ObjectNode delegate, String namespace) {
        return Delegation.root(delegate, namespace, documents.listAll(Documents.VIRTUAL_SERVICE));
    }

    /**
     * The gateways that a VirtualService is bound to, as they are named there.
     *
     * @param asked name of the VirtualService that the policy names
     * @throws Obstacle when there is none
     */
    static List<String> names(ObjectNode bound, String asked) {
        List<String> names = StreamSupport.stream(bound.at("/spec/gateways").spliterator(), false)
                .map(JsonNode::asText)
                .filter(name -> !name.equals("mesh"))
                .toList();
        if (names.isEmpty()) {
            throw new Obstacle("VirtualService " + asked
                    + " is bound to no gateway; Sluice probes through the ingress: add spec.gateways");
        }
        return names;
    }

    /**
     * The host to ask a gateway for: the first that it serves, since a public and an internal one seldom serve the same.
     *
     * @param asked the host that the policy names; empty for none
     */
    static String host(ObjectNode gateway, ObjectNode bound, String asked, String service, String namespace) {
        String from = bound.at("/metadata/namespace").asText();
        return !asked.isEmpty()
                ? asked
                : IntStream.range(0, bound.at("/spec/hosts").size())
                        .mapToObj(i -> host(bound, i, service, namespace))
                        .filter(host -> GatewayServer.knows(gateway, host, from))
                        .findFirst()
                        .orElseGet(() -> host(bound, 0, service, namespace));
    }

    private static String host(ObjectNode bound, int index, String service, String namespace) {
        String host = bound.at("/spec/hosts/" + index).asText();
        if (host.equals("*")) {
            Host destination = Host.of(service, namespace);
            return destination.namespace().isEmpty() ? service : destination.service() + "." + destination.namespace();
        }
        return host.startsWith("*.") ? "sluice" + host.substring(1) : host;
    }

    private ObjectNode gateway(String name, String from) {
        int slash = name.indexOf('/');
        return documents
                .get(Documents.GATEWAY, slash < 0 ? from : name.substring(0, slash), name.substring(slash + 1))
                .orElseThrow(() -> new Obstacle("Gateway " + name + " does not exist; apply it or mend spec.gateways"));
    }

    /**
     * The labels of a Gateway's pods.
     *
     * @throws Obstacle when it names none
     */
    static Map<String, String> selector(ObjectNode gateway) {
        Map<String, String> selector = Subsets.map(gateway.at("/spec/selector"));
        if (selector.isEmpty()) {
            throw new Obstacle(
                    "Gateway " + gateway.at("/metadata/name").asText() + " selects no pods; give it spec.selector");
        }
        return selector;
    }

    private Map<Pod, Integer> pods(ObjectNode gateway, int port) {
        Map<String, String> selector = selector(gateway);
        Map<Pod, Integer> ready = new HashMap<>();
        for (Pod pod :
                client.pods().inAnyNamespace().withLabels(selector).list().getItems()) {
            if (Readiness.getInstance().isReady(pod) && pod.getMetadata().getDeletionTimestamp() == null) {
                ready.put(pod, listening(pod, port));
            }
        }
        return ready;
    }

    /** A gateway's port is a Service's port; the pod listens on the target port behind it. */
    private int listening(Pod pod, int port) {
        return client.services().inNamespace(pod.getMetadata().getNamespace()).list().getItems().stream()
                .filter(service -> GatewayServer.selects(service, pod))
                .flatMap(service -> service.getSpec().getPorts().stream())
                .filter(one -> one.getPort() == port)
                .map(one -> GatewayServer.targetPort(one, pod))
                .findFirst()
                .orElse(port);
    }
}
