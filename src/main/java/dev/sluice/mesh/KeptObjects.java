package dev.sluice.mesh;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/** The objects of one kind, by namespace and name. */
final class KeptObjects {
    private final Map<String, Map<String, ObjectNode>> objects = new ConcurrentHashMap<>();

    Optional<ObjectNode> put(String key, Optional<ObjectNode> object) {
        int slash = key.indexOf('/');
        Map<String, ObjectNode> there =
                objects.computeIfAbsent(key.substring(0, slash), _ -> new ConcurrentHashMap<>());
        String name = key.substring(slash + 1);
        return Optional.ofNullable(object.isPresent() ? there.put(name, object.get()) : there.remove(name));
    }

    Optional<ObjectNode> get(String namespace, String name) {
        return Optional.ofNullable(objects.getOrDefault(namespace, Map.of()).get(name));
    }

    Optional<ObjectNode> at(String key) {
        int slash = key.indexOf('/');
        return get(key.substring(0, slash), key.substring(slash + 1));
    }

    Stream<ObjectNode> in(String namespace) {
        return objects.getOrDefault(namespace, Map.of()).values().stream();
    }

    Stream<ObjectNode> all() {
        return objects.values().stream().flatMap(there -> there.values().stream());
    }
}
