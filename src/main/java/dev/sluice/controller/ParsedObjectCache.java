package dev.sluice.controller;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Objects of one kind that a watch holds, each read once until it changes. */
final class ParsedObjectCache<T> {
    private final Function<GenericKubernetesResource, T> reader;
    private final Map<String, Read<T>> known = new ConcurrentHashMap<>();

    private record Read<T>(GenericKubernetesResource raw, T value) {}

    ParsedObjectCache(Function<GenericKubernetesResource, T> reader) {
        this.reader = reader;
    }

    /** Those that there are; all others are forgotten. */
    List<T> of(List<GenericKubernetesResource> all) {
        List<T> values = all.stream().map(this::of).toList();
        if (known.size() > all.size()) {
            known.keySet().retainAll(all.stream().map(ParsedObjectCache::key).collect(Collectors.toSet()));
        }
        return values;
    }

    /** One of them; two threads that ask at the same moment may both read it. */
    T of(GenericKubernetesResource raw) {
        Read<T> before = known.get(key(raw));
        // A watch makes a new object of each change.
        if (before != null && before.raw() == raw) {
            return before.value();
        }
        Read<T> read = new Read<>(raw, reader.apply(raw));
        known.put(key(raw), read);
        return read.value();
    }

    private static String key(GenericKubernetesResource raw) {
        return raw.getMetadata().getNamespace() + "/" + raw.getMetadata().getName();
    }
}
