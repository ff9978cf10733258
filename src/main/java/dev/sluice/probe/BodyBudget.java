package dev.sluice.probe;

import java.util.HashMap;
import java.util.Map;

/**
 * How many bytes of bodies all probes together may keep to look at them as a whole; what is looked for on the way needs none. Each namespace gets its share of what there is, and one share is
 * always left for a namespace that holds nothing yet, so that nobody's bodies keep another's from being read.
 */
final class BodyBudget {
    /** A small part of a small heap. */
    private static final long USUAL = 32L << 20;

    private final long most;
    private final Map<String, Long> held = new HashMap<>();

    /** A budget of so many bytes. */
    BodyBudget(long most) {
        this.most = most;
    }

    static BodyBudget usual() {
        return new BodyBudget(USUAL);
    }

    /** Takes bytes for a namespace; false when it holds its share already. Whoever took them gives them back. */
    synchronized boolean take(String namespace, long bytes) {
        long holds = held.getOrDefault(namespace, 0L);
        int others = held.containsKey(namespace) ? held.size() : held.size() + 1;
        long all = held.values().stream().mapToLong(Long::longValue).sum();
        if (holds + bytes > most / (others + 1) || all + bytes > most) {
            return false;
        }
        held.put(namespace, holds + bytes);
        return true;
    }

    synchronized void give(String namespace, long bytes) {
        held.computeIfPresent(namespace, (_, holds) -> holds <= bytes ? null : holds - bytes);
    }

    /** Bytes that are held now. */
    synchronized long held() {
        return held.values().stream().mapToLong(Long::longValue).sum();
    }
}
