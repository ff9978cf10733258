package dev.sluice.mesh;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.stream.StreamSupport;

/** A VirtualService without hosts, to which another one delegates. */
final class Delegation {
    private Delegation() {}

    static boolean delegated(JsonNode virtualService) {
        return virtualService.at("/spec/hosts").isEmpty();
    }

    /**
     * The VirtualService with hosts that delegates to this one.
     *
     * @throws Obstacle when there is none
     */
    static ObjectNode root(ObjectNode delegate, String namespace, List<ObjectNode> all) {
        String name = delegate.at("/metadata/name").asText();
        return all.stream()
                .filter(root -> !routes(root, name, namespace).isEmpty())
                .findFirst()
                .orElseThrow(() -> new Obstacle("VirtualService " + name
                        + " has no hosts and no other VirtualService delegates to it; add hosts and gateways"));
    }

    /** The http routes that delegate to a VirtualService. */
    static List<JsonNode> routes(JsonNode root, String name, String namespace) {
        String home = root.at("/metadata/namespace").asText();
        return StreamSupport.stream(Managed.http(root).spliterator(), false)
                .filter(route -> {
                    JsonNode to = route.path("delegate");
                    String there = to.path("namespace").asText();
                    return to.path("name").asText().equals(name) && (there.isEmpty() ? home : there).equals(namespace);
                })
                .toList();
    }
}
