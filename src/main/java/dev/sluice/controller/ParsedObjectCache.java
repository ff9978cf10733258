package dev.sluice.controller;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Objects of one kind that a watch holds, each read once until it changes. */
final class ParsedObjectCache<T> {
    private final Function<GenericKubernetesResource, T> reader;
    private Map<String, Read<T>> known = Map.of();

    private record Read<T>(GenericKubernetesResource raw, T value) {}

    ParsedObjectCache(Function<GenericKubernetesResource, T> reader) {
        this.reader = reader;
    }

    synchronized List<T> of(List<GenericKubernetesResource> all) {
        Map<String, Read<T>> next = new HashMap<>();
        List<T> values = all.stream()
                .map(raw -> {
                    Read<T> before = known.get(raw.getMetadata().getUid());
                    // A watch makes a new object of each change.
                    Read<T> read = before != null && before.raw() == raw ? before : new Read<>(raw, reader.apply(raw));
                    next.put(raw.getMetadata().getUid(), read);
                    return read.value();
                })
                .toList();
        known = next;
        return values;
    }
}
