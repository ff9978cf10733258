package dev.sluice.controller;

import dev.sluice.store.StoredPolicy;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Whose turn it is: of each namespace so many policies in one pass, and one of each namespace after the other, so that a namespace with
 * thousands of them keeps no other waiting.
 */
final class FairPolicyOrder {
    /** Of one namespace in one pass. */
    static final int EACH = 20;

    private final Map<String, String> lasts = new HashMap<>();
    private boolean left;

    /** The policies that are looked at in this pass. */
    List<StoredPolicy> next(List<StoredPolicy> all) {
        Map<String, List<StoredPolicy>> homes = all.stream()
                .sorted(Comparator.comparing(StoredPolicy::name))
                .collect(Collectors.groupingBy(StoredPolicy::namespace, TreeMap::new, Collectors.toList()));
        lasts.keySet().retainAll(homes.keySet());
        left = false;
        List<List<StoredPolicy>> turns = new ArrayList<>();
        homes.forEach((home, policies) -> turns.add(next(home, policies)));
        List<StoredPolicy> next = new ArrayList<>();
        for (int i = 0; i < EACH; i++) {
            for (List<StoredPolicy> turn : turns) {
                if (i < turn.size()) {
                    next.add(turn.get(i));
                }
            }
        }
        return next;
    }

    /** Whether some have not had their turn yet. */
    boolean left() {
        return left;
    }

    private List<StoredPolicy> next(String home, List<StoredPolicy> policies) {
        String last = lasts.getOrDefault(home, "");
        List<StoredPolicy> after =
                policies.stream().filter(one -> one.name().compareTo(last) > 0).toList();
        List<StoredPolicy> turn = after.subList(0, Math.min(EACH, after.size()));
        if (turn.size() < after.size()) {
            lasts.put(home, turn.getLast().name());
            left = true;
        } else {
            lasts.remove(home);
        }
        return turn;
    }
}
