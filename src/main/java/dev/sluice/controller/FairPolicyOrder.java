package dev.sluice.controller;

import dev.sluice.store.StoredPolicy;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * Whose turn it is: of each namespace so many policies in one pass, and so much time, and one of each namespace after the other, so that a
 * namespace with thousands of them, or with some that take long, keeps no other waiting. Not for several threads.
 */
final class FairPolicyOrder {
    /** Of one namespace in one pass. */
    static final int EACH = 20;

    /** Of one namespace in one pass; whatever was begun before is ended. */
    static final Duration TIME = Duration.ofSeconds(2);

    private final InstantSource clock;
    private final Map<String, String> lasts = new HashMap<>();
    private final Map<String, Duration> spent = new HashMap<>();
    private String looking = "";
    private Instant since = Instant.MIN;
    private boolean left;

    FairPolicyOrder(InstantSource clock) {
        this.clock = clock;
    }

    /** Has the policies looked at whose turn it is in this pass. */
    void pass(List<StoredPolicy> all, Consumer<StoredPolicy> look) {
        Map<String, String> seen = new HashMap<>();
        spent.clear();
        for (StoredPolicy policy : next(all)) {
            looking = policy.namespace();
            since = clock.instant();
            if (timeLeft()) {
                look.accept(policy);
                spent.merge(looking, Duration.between(since, clock.instant()), Duration::plus);
                seen.put(looking, policy.name());
            } else {
                lasts.put(looking, seen.getOrDefault(looking, ""));
            }
        }
    }

    /** Whether the namespace whose policy is looked at has any of its time left in this pass; if not, there will be another pass at once. */
    boolean timeLeft() {
        Duration now = spent.getOrDefault(looking, Duration.ZERO).plus(Duration.between(since, clock.instant()));
        boolean some = now.compareTo(TIME) < 0;
        left |= !some;
        return some;
    }

    private List<StoredPolicy> next(List<StoredPolicy> all) {
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
