package dev.sluice.kubernetes;

import java.util.HashMap;
import java.util.Map;

/**
 * So much of something that all namespaces together may hold: bytes, connections, places. A share is what each of them would get if there were one more;
 * nobody holds more than a share, and nobody's second unit is taken from the last free share, so that there is always something for a namespace that holds
 * nothing yet. The first unit is given as long as there is one.
 */
public final class FairBudget {
    private final long most;
    private final Map<String, Long> held = new HashMap<>();
    private long all;

    /** A budget of so much. */
    public FairBudget(long most) {
        this.most = most;
    }

    /** Takes some for a namespace; false when it holds its share already. Whoever took it gives it back. */
    public synchronized boolean take(String namespace, long amount) {
        long holds = held.getOrDefault(namespace, 0L);
        int holders = held.containsKey(namespace) ? held.size() : held.size() + 1;
        long share = most / (holders + 1);
        boolean isFirst = holds == 0 && amount == 1;
        long keptFree = isFirst ? 0 : share;
        if (!isFirst && holds + amount > share || all + amount > most - keptFree) {
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
