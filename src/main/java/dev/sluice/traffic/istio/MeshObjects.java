package dev.sluice.traffic.istio;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.api.ManagedNamespaces;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;

/** The cluster's objects that say how an app is reached: asked for, or remembered from a watch. */
interface MeshObjects {
    /** Where objects are looked for; what is elsewhere may be there all the same. */
    ManagedNamespaces namespaces();

    Optional<ObjectNode> virtualService(String namespace, String name);

    /**
     * Those of all namespaces that can be seen.
     *
     * @param asked where it is enough to look
     * @param lean what is wanted of each; nothing of most
     */
    List<ObjectNode> virtualServices(Predicate<String> asked, Function<ObjectNode, Optional<ObjectNode>> lean);

    /** Those among them that name one of these hosts, as they are written: some begin with a wildcard. */
    default List<ObjectNode> virtualServicesFor(Set<String> hosts) {
        return virtualServices(_ -> true, one -> Optional.of(one).filter(_ -> names(one, hosts::contains)));
    }

    /**
     * Name, hosts, gateways and {@code exportTo} of those that have http routes and name one of the hosts.
     *
     * @param most how many hosts are looked at
     */
    default List<ObjectNode> heads(Predicate<String> hosts, int most) {
        return virtualServices(
                        _ -> true,
                        one -> Optional.of(one)
                                .filter(_ -> !ManagedRoutes.http(one).isEmpty() && names(one, hosts))
                                .map(MeshObjects::head))
                .stream()
                .limit(most)
                .toList();
    }

    private static boolean names(ObjectNode virtualService, Predicate<String> hosts) {
        return MatchConditions.texts(virtualService.at("/spec/hosts")).stream().anyMatch(hosts);
    }

    private static ObjectNode head(ObjectNode whole) {
        ObjectNode head = JsonNodeFactory.instance.objectNode();
        head.putObject("metadata")
                .put("namespace", whole.at("/metadata/namespace").asText())
                .put("name", whole.at("/metadata/name").asText());
        ObjectNode spec = head.putObject("spec");
        List.of("hosts", "gateways", "exportTo").forEach(field -> spec.set(field, whole.at("/spec/" + field)));
        return head;
    }

    List<ObjectNode> destinationRules(String namespace);

    Optional<ObjectNode> gateway(String namespace, String name);

    /** The labels that a Service selects; empty when there is no such Service, none when it selects nothing. */
    Optional<Map<String, String>> selector(String namespace, String service);

    /** The Services of a namespace; empty where that is not known. */
    default Optional<List<ObjectNode>> services(String namespace) {
        return Optional.empty();
    }

    /**
     * The namespaces in which a Gateway has pods, strangers among them.
     *
     * @param home the Gateway's own
     */
    Set<String> homes(Map<String, String> selector, String home);

    /**
     * The pods that have a Gateway's labels, strangers among them; empty when it is not known.
     *
     * @param home the Gateway's namespace
     */
    Optional<List<GatewayPod>> pods(Map<String, String> selector, String home);
}
