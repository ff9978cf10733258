package dev.sluice.wire;

import java.util.HashMap;
import java.util.Map;

/**
 * So much of something that all namespaces together may hold: bytes, connections, places. Each namespace gets its share of what there is, and one share is
 * always left for a namespace that holds nothing yet, so that nobody takes what another needs. Where there is less than that, one is the least share.
 */
public final class Budget {
    private final long most;
    private final Map<String, Long> held = new HashMap<>();
    private long all;

    /** A budget of so much. */
    public Budget(long most) {
        this.most = most;
    }

    /** Takes some for a namespace; false when it holds its share already. Whoever took it gives it back. */
    public synchronized boolean take(String namespace, long amount) {
        long holds = held.getOrDefault(namespace, 0L);
        int others = held.containsKey(namespace) ? held.size() : held.size() + 1;
        if (holds + amount > Math.max(1, most / (others + 1)) || all + amount > most) {
            return false;
        }
        held.put(namespace, holds + amount);
        all += amount;
        return true;
    }

    /** Gives back what a namespace took. */
    public synchronized void give(String namespace, long amount) {
        long holds = held.getOrDefault(namespace, 0L);
        all -= Math.min(holds, amount);
        held.computeIfPresent(namespace, (_, had) -> had <= amount ? null : had - amount);
    }

    /** What is held now. */
    public synchronized long held() {
        return all;
    }
}
