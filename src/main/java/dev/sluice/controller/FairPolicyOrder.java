package dev.sluice.controller;

import dev.sluice.kubernetes.StoredPolicy;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * Whose turn it is. Of each namespace so many policies in one pass, and so much time, and one of each namespace after the other; the pass ends after some
 * seconds, and the next begins. First come those namespaces whose passes usually take little, the least before the more; in what time is left, all that had no
 * turn yet, who waits longest first. So whoever takes little waits for the look that is under way when the pass ends, however many there are that take long, and these have
 * their turns all the same. Not for several threads.
 */
final class FairPolicyOrder {
    /** Of one namespace in one pass. */
    static final int EACH = 20;

    /** Of one namespace in one pass; whatever was begun before is ended. */
    static final Duration TIME = Duration.ofSeconds(2);

    /** After this nothing is begun in one pass. */
    static final Duration PASS = Duration.ofSeconds(4);

    /** Of that, what namespaces have that usually take little. */
    private static final Duration FIRST = PASS.dividedBy(2);

    /** What little is, of one namespace in one pass: a release that begins now and then makes no more of it. */
    private static final Duration LITTLE = Duration.ofMillis(100);

    /** The share that one pass has in what is usual. */
    private static final int SHARE = 8;

    /** How long a namespace without policies is remembered: who deletes them is no other when they come again. */
    private static final Duration REMEMBERED = Duration.ofHours(1);

    private final InstantSource clock;
    private final Map<String, Home> homes = new HashMap<>();
    private Duration spent = Duration.ZERO;
    private Instant since = Instant.MIN;
    private Instant end = Instant.MIN;
    private boolean hurried;
    private boolean again;
    private boolean left;

    FairPolicyOrder(InstantSource clock) {
        this.clock = clock;
    }

    /** Has the policies looked at whose turn it is in this pass. */
    void pass(List<StoredPolicy> all, Consumer<StoredPolicy> look) {
        Instant begun = clock.instant();
        left = false;
        Map<String, List<StoredPolicy>> policies = all.stream()
                .sorted(Comparator.comparing(StoredPolicy::name))
                .collect(Collectors.groupingBy(StoredPolicy::namespace, TreeMap::new, Collectors.toList()));
        List<Home> here = policies.entrySet().stream()
                .map(one -> homes.computeIfAbsent(one.getKey(), _ -> new Home()).begin(one.getValue()))
                .toList();
        end = begun.plus(FIRST);
        turns(
                here.stream()
                        .filter(Home::little)
                        .sorted(Comparator.comparing(Home::size).thenComparing(home -> home.last))
                        .toList(),
                look);
        end = begun.plus(PASS);
        turns(here.stream().sorted(Comparator.comparing(home -> home.last)).toList(), look);
        for (Home home : here) {
            left |= home.end();
        }
        homes.values().removeIf(home -> home.last.plus(REMEMBERED).isBefore(begun) && !here.contains(home));
    }

    private void turns(List<Home> turns, Consumer<StoredPolicy> look) {
        for (int i = 0; i < EACH; i++) {
            for (Home home : turns) {
                if (!clock.instant().isBefore(end)) {
                    return;
                }
                if (home.due()) {
                    take(home, look);
                }
            }
        }
    }

    private void take(Home home, Consumer<StoredPolicy> look) {
        spent = home.spent;
        since = clock.instant();
        hurried = home.little();
        again = false;
        look.accept(home.policies.get(home.next));
        Instant now = clock.instant();
        home.spent = spent.plus(Duration.between(since, now));
        home.last = now;
        home.looks++;
        home.next += again ? 0 : 1;
    }

    /** Whether the namespace whose policy is looked at has any of its time left in this pass; if not, there will be another pass at once. */
    boolean timeLeft() {
        Instant now = clock.instant();
        boolean some =
                now.isBefore(end) && spent.plus(Duration.between(since, now)).compareTo(TIME) < 0;
        left |= !some;
        return some;
    }

    /** How long the look may take that is under way; less where those of its namespace usually take little. */
    Duration patience() {
        return hurried ? TIME : LookTimer.LONGEST;
    }

    /**
     * The look that is under way took longer than it may.
     *
     * @return whether the policy has its turn again, with more time, and nothing has to be told
     */
    boolean again() {
        again = hurried && Duration.between(since, clock.instant()).compareTo(LookTimer.LONGEST) < 0;
        return again;
    }

    /** Whether some have not had their turn yet. */
    boolean left() {
        return left;
    }

    /** A namespace. */
    private static final class Home {
        private List<StoredPolicy> policies = List.of();
        private int next;
        private int looks;
        private Duration spent = Duration.ZERO;
        /** What it takes in a pass in which it has its turn, the last ones more than those before. */
        private Duration usual = Duration.ZERO;

        private Instant last = Instant.EPOCH;
        /** The name of the policy that had its turn last; empty when all have had theirs. */
        private String seen = "";

        private Home begin(List<StoredPolicy> sorted) {
            policies = sorted.stream()
                    .filter(one -> one.name().compareTo(seen) > 0)
                    .toList();
            policies = policies.isEmpty() ? sorted : policies;
            next = 0;
            looks = 0;
            spent = Duration.ZERO;
            return this;
        }

        /** Whether some have not had their turn. */
        private boolean end() {
            boolean more = more();
            if (looks > 0) {
                usual = usual.plus(spent.minus(usual).dividedBy(SHARE));
            }
            if (!more) {
                seen = "";
            } else if (next > 0) {
                seen = policies.get(next - 1).name();
            }
            policies = List.of();
            return more;
        }

        private boolean more() {
            return next < policies.size();
        }

        private boolean due() {
            return more() && looks < EACH && spent.compareTo(TIME) < 0;
        }

        private boolean little() {
            return usual.compareTo(LITTLE) < 0;
        }

        /** Of what is usual; of two of about the same size, who waits longer comes first. */
        private int size() {
            return Long.SIZE - Long.numberOfLeadingZeros(usual.toMillis() >> 3);
        }
    }
}
