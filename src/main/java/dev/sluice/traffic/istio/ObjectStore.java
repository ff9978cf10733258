package dev.sluice.traffic.istio;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.api.UntrustedInput;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.client.informers.cache.BasicItemStore;
import io.fabric8.kubernetes.client.informers.cache.Cache;
import io.fabric8.kubernetes.client.informers.cache.ItemStore;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** The objects of one kind, by namespace and name. */
final class ObjectStore {
    private static final Logger LOG = Logger.getLogger(ObjectStore.class);

    /** Of a Service's ports that are kept; of one that has more none is. */
    private static final int PORTS = 100;

    private static final ObjectMapper MAPPER = new ObjectMapper();

    /** Characters of the objects of one namespace; of those that come when there are more, the metadata alone is kept. */
    static final long MOST = 4L << 20;

    /** The same with where those requests go of which nothing else is kept; beyond it they may go anywhere. */
    static final long MOST_AT_ALL = 2 * MOST;

    private final Map<String, Map<String, ObjectNode>> objects = new ConcurrentHashMap<>();
    private final Map<String, Long> characters = new ConcurrentHashMap<>();

    /** What an informer has to remember by itself: which objects there are, and which version of each was told last. */
    static <T extends HasMetadata> ItemStore<T> names(Supplier<T> empty) {
        return new BasicItemStore<>(Cache::metaNamespaceKeyFunc) {
            @Override
            public T put(String key, T object) {
                T name = empty.get();
                name.setMetadata(new ObjectMetaBuilder()
                        .withNamespace(object.getMetadata().getNamespace())
                        .withName(object.getMetadata().getName())
                        .withUid(object.getMetadata().getUid())
                        .withResourceVersion(object.getMetadata().getResourceVersion())
                        .build());
                return super.put(key, name);
            }

            /** So that those who listen are told of each object as it was read, and not of what is remembered here. */
            @Override
            public boolean isFullState() {
                return false;
            }
        };
    }

    /** What is looked at of an object: the spec and its name, nothing that is written back. Of one that nobody can make sense of, the name. */
    static ObjectNode lean(HasMetadata object) {
        return UntrustedInput.read(() -> spec(object), why -> {
            LOG.warnf(
                    "%s %s/%s cannot be read: %s",
                    object.getKind(),
                    object.getMetadata().getNamespace(),
                    object.getMetadata().getName(),
                    why);
            ObjectNode bare = MAPPER.createObjectNode();
            bare.putObject("metadata")
                    .put("namespace", object.getMetadata().getNamespace())
                    .put("name", object.getMetadata().getName())
                    .put("resourceVersion", object.getMetadata().getResourceVersion());
            return bare;
        });
    }

    private static ObjectNode spec(HasMetadata object) {
        ObjectNode whole = MAPPER.valueToTree(object);
        // Why one was not looked into names its kind, and stays with what is left of it.
        ObjectNode json = object instanceof Service ? whole : ObjectLimits.bounded(whole);
        if (ObjectLimits.why(json).isPresent()) {
            return json;
        }
        json.retain("metadata", "spec");
        json.withObject("/metadata").retain("namespace", "name", "creationTimestamp", "resourceVersion");
        if (object instanceof Service) {
            ObjectNode spec = json.withObject("/spec");
            boolean alias = spec.path("type").asText().equals("ExternalName");
            spec.retain(alias ? List.of("selector", "ports", "externalName") : List.of("selector", "ports"));
            spec.path("ports").forEach(port -> ((ObjectNode) port).retain("port", "targetPort"));
            if (spec.path("ports").size() > PORTS) {
                spec.remove("ports");
            }
        }
        return json;
    }

    /**
     * What has become of an object here.
     *
     * @param before as it was kept; empty when it was not
     * @param after as it is kept, which may be less than was told; empty when it is gone
     */
    record Change(Optional<ObjectNode> before, Optional<ObjectNode> after) {}

    Change put(String key, Optional<ObjectNode> object) {
        int slash = key.indexOf('/');
        Map<String, ObjectNode> there =
                objects.computeIfAbsent(key.substring(0, slash), _ -> new ConcurrentHashMap<>());
        String name = key.substring(slash + 1);
        ObjectNode before = object.isPresent() ? null : there.remove(name);
        if (object.isPresent()) {
            before = there.get(name);
            there.put(name, fitting(key.substring(0, slash), before, object.get()));
        }
        ObjectNode after = there.get(name);
        count(key.substring(0, slash), before, after);
        return new Change(Optional.ofNullable(before), Optional.ofNullable(after));
    }

    private ObjectNode fitting(String namespace, @Nullable ObjectNode before, ObjectNode after) {
        long others = characters.getOrDefault(namespace, 0L) - size(before);
        if (others + size(after) <= MOST) {
            return after;
        }
        ObjectNode crowded = ObjectLimits.crowded(after);
        return others + size(crowded) <= MOST_AT_ALL ? crowded : ObjectLimits.unknown(crowded);
    }

    private void count(String namespace, @Nullable ObjectNode before, @Nullable ObjectNode after) {
        long more = size(after) - size(before);
        characters.merge(namespace, more, (a, b) -> a + b == 0 ? null : a + b);
    }

    private static long size(@Nullable ObjectNode json) {
        return json == null
                ? 0
                : ObjectLimits.weight(json)
                        + ObjectLimits.destinations(json)
                                .map(Destinations::weight)
                                .orElse(0L);
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
