package dev.sluice.traffic.istio;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Which objects name something. What no object names any more is forgotten, so that somebody who names other things all the time fills
 * nobody's memory.
 *
 * @param <T> what is named
 */
final class ReferenceIndex<T> {
    private final Map<T, Set<String>> keys = new ConcurrentHashMap<>();

    /**
     * One object has changed.
     *
     * @param key of the object
     * @param before what it named
     * @param after what it names
     */
    void changed(String key, Set<T> before, Set<T> after) {
        before.stream()
                .filter(one -> !after.contains(one))
                .forEach(gone -> keys.computeIfPresent(gone, (_, all) -> without(all, key)));
        after.forEach(one -> keys.compute(one, (_, all) -> with(all, key)));
    }

    /** The keys of those that name it. */
    Set<String> of(T named) {
        return keys.getOrDefault(named, Set.of());
    }

    /** All that is named. */
    Set<T> all() {
        return keys.keySet();
    }

    private static Set<String> with(@Nullable Set<String> all, String key) {
        Set<String> next = all == null ? ConcurrentHashMap.newKeySet() : all;
        next.add(key);
        return next;
    }

    private static @Nullable Set<String> without(Set<String> all, String key) {
        all.remove(key);
        return all.isEmpty() ? null : all;
    }
}
