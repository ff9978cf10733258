package dev.sluice.mesh;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.policy.Namespaces;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.StreamSupport;

/** The cluster's objects that say how an app is reached: asked for, or remembered from a watch. */
interface MeshObjects {
    /** Where objects are looked for; what is elsewhere may be there all the same. */
    Namespaces namespaces();

    Optional<ObjectNode> virtualService(String namespace, String name);

    /**
     * Those of all namespaces that can be seen.
     *
     * @param asked where it is enough to look
     * @param lean what is wanted of each; nothing of most
     */
    List<ObjectNode> virtualServices(Predicate<String> asked, Function<ObjectNode, Optional<ObjectNode>> lean);

    /** Those among them that name a host. */
    default List<ObjectNode> virtualServicesFor(String host) {
        return virtualServices(
                _ -> true,
                one -> Optional.of(one)
                        .filter(_ -> StreamSupport.stream(one.at("/spec/hosts").spliterator(), false)
                                .anyMatch(own -> own.asText().equals(host))));
    }

    List<ObjectNode> destinationRules(String namespace);

    Optional<ObjectNode> gateway(String namespace, String name);

    /** The labels that a Service selects; empty when there is no such Service, none when it selects nothing. */
    Optional<Map<String, String>> selector(String namespace, String service);

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
