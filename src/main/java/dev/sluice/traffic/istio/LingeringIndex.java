package dev.sluice.traffic.istio;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;

/**
 * Which objects name something, or did so of late: gateways go on for a while with what is gone, and what comes and goes between two looks must not
 * be missed. Of one namespace so much is remembered of what is gone; beyond that it counts as having named everything. For one thread at a time.
 *
 * @param <T> what is named
 */
final class LingeringIndex<T> {
    /** As long as istiod may take to tell gateways, and some more. */
    static final Duration LINGER = Duration.ofSeconds(30);

    /** Of what was named by objects of one namespace, and is not any more. */
    static final int EACH = 1_000;

    /** Stands for the objects of a namespace of which not all are remembered. */
    private static final String ALL = "/*";

    private final T everything;
    private final LongSupplier nanos;
    private final ReferenceIndex<T> current = new ReferenceIndex<>();
    private final Map<T, Map<String, Long>> gone = new HashMap<>();
    private final Deque<Gone<T>> order = new ArrayDeque<>();
    private final Map<String, Integer> shares = new HashMap<>();

    private record Gone<T>(String key, T named, long at) {}

    /**
     * Remembers nothing yet.
     *
     * @param everything is named by a namespace of which too much is gone
     * @param nanos a clock that nobody sets, in nanoseconds
     */
    LingeringIndex(T everything, LongSupplier nanos) {
        this.everything = everything;
        this.nanos = nanos;
    }

    /** Whether a key stands for all objects of its namespace. */
    static boolean all(String key) {
        return key.endsWith(ALL);
    }

    /** One object has changed. */
    void changed(String key, Set<T> before, Set<T> after) {
        forget();
        current.changed(key, before, after);
        before.stream().filter(one -> !after.contains(one)).forEach(one -> keep(key, one));
    }

    /** The same, where what it named is known to be of no effect any more. */
    void settled(String key, Set<T> before, Set<T> after) {
        current.changed(key, before, after);
    }

    /** The keys of those that name it, or did of late. */
    Set<String> of(T named) {
        forget();
        Map<String, Long> late = gone.get(named);
        if (late == null) {
            return current.of(named);
        }
        Set<String> all = new HashSet<>(current.of(named));
        all.addAll(late.keySet());
        return all;
    }

    /** The keys of those that name it now. */
    Set<String> now(T named) {
        return current.of(named);
    }

    private void keep(String key, T named) {
        String namespace = namespace(key);
        boolean fits = shares.getOrDefault(namespace, 0) < EACH;
        remember(fits ? key : namespace + ALL, fits ? named : everything);
    }

    private void remember(String key, T named) {
        long now = nanos.getAsLong();
        if (gone.computeIfAbsent(named, _ -> new HashMap<>()).put(key, now) == null) {
            order.add(new Gone<>(key, named, now));
            shares.merge(namespace(key), 1, Integer::sum);
        }
    }

    private void forget() {
        long now = nanos.getAsLong();
        for (Gone<T> first = order.peek();
                first != null && now - first.at() >= LINGER.toNanos();
                first = order.peek()) {
            order.remove();
            Map<String, Long> late = gone.getOrDefault(first.named(), Map.of());
            long last = late.getOrDefault(first.key(), first.at());
            if (last != first.at()) {
                order.add(new Gone<>(first.key(), first.named(), last));
                continue;
            }
            late.remove(first.key());
            if (late.isEmpty()) {
                gone.remove(first.named());
            }
            shares.computeIfPresent(namespace(first.key()), (_, all) -> all == 1 ? null : all - 1);
        }
    }

    private static String namespace(String key) {
        return key.substring(0, key.indexOf('/'));
    }
}
