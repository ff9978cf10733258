package dev.sluice.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import org.junit.jupiter.api.Test;

/** Replicas over an API server that loses requests and answers, in a time that the test moves. */
final class MembershipTest {
    private static final Duration DURATION = Duration.ofMillis(2_500);
    private static final int SHARD = ShardMap.shardOf("default");

    private final Server server = new Server();
    private final List<Replica> replicas = new ArrayList<>();
    private long now;

    @Test
    void theFirstActsForEverythingAfterOneTurn() {
        Replica a = begin("a");

        a.turn();

        assertThat(a.shards()).hasSize(64);
    }

    @Test
    void twoShareTheWorkWithinMoments() {
        begin("a");
        begin("b");

        run(Duration.ofSeconds(3));

        assertThat(replicas).allSatisfy(one -> assertThat(one.shards()).hasSize(32));
    }

    @Test
    void idleOnesOnlyRenew() {
        begin("a");
        begin("b");
        run(Duration.ofSeconds(10));
        int before = server.requests;

        run(Duration.ofSeconds(100));

        assertThat((server.requests - before) / 100.0).as("requests a second").isLessThan(2);
    }

    @Test
    void whatAKilledOneHadIsCarriedOnWithinThreeSeconds() {
        begin("a");
        Replica b = begin("b");
        run(Duration.ofSeconds(10));
        b.dead = true;

        run(Duration.ofSeconds(3));

        assertThat(replicas.getFirst().shards()).hasSize(64);
        assertThat(server.leases).hasSize(1);
    }

    @Test
    void aFrozenOneActsNoMoreWhenItWakesUpAndJoinsAnew() {
        begin("a");
        Replica b = begin("b");
        run(Duration.ofSeconds(10));
        b.frozen = true;
        run(Duration.ofSeconds(3));

        b.frozen = false;

        assertThat(b.membership.active()).as("before anything else").isZero();
        b.turn();
        assertThat(b.shards()).isEmpty();
        assertThat(b.changes).as("it was told to stop").isPositive();
        run(Duration.ofSeconds(2));
        assertThat(b.shards()).hasSize(32);
    }

    @Test
    void whoIsCutOffStopsBeforeOthersGoOn() {
        begin("a");
        Replica b = begin("b");
        run(Duration.ofSeconds(10));
        b.cut = true;

        run(Duration.ofMillis(2_100));
        assertThat(b.membership.active()).as("the one that is cut off").isZero();

        run(Duration.ofSeconds(3));
        assertThat(replicas.getFirst().shards()).hasSize(64);
    }

    @Test
    void anApiServerThatIsAwayExpelsNobody() {
        begin("a");
        begin("b");
        run(Duration.ofSeconds(10));
        Set<String> before = Set.copyOf(server.leases.keySet());
        replicas.forEach(one -> one.cut = true);
        run(Duration.ofMinutes(1));
        assertThat(replicas).allMatch(one -> one.membership.active() == 0);

        replicas.forEach(one -> one.cut = false);
        run(Duration.ofSeconds(1));

        assertThat(server.leases.keySet()).isEqualTo(before);
        assertThat(replicas).allSatisfy(one -> assertThat(one.shards()).hasSize(32));
    }

    @Test
    void whoLeavesIsFollowedAtOnce() {
        begin("a");
        Replica b = begin("b");
        run(Duration.ofSeconds(10));

        b.membership.leave();
        assertThat(b.membership.mayAct(SHARD)).isFalse();
        b.turn();
        run(Duration.ofMillis(300));

        assertThat(b.membership.left()).isTrue();
        assertThat(b.yielded).hasSize(32);
        assertThat(replicas.getFirst().shards()).hasSize(64);
        assertThat(server.leases).hasSize(1);
    }

    @Test
    void aWatchThatTellsNothingExpelsNobody() {
        begin("a");
        begin("b");
        run(Duration.ofSeconds(10));
        Set<String> before = Set.copyOf(server.leases.keySet());
        server.silent = true;

        run(Duration.ofSeconds(30));

        assertThat(server.leases.keySet()).isEqualTo(before);
        assertThat(replicas).allSatisfy(one -> assertThat(one.shards()).hasSize(32));
    }

    @Test
    void aLeaseThatSomebodyDeletedIsNotClaimedWhileItsReplicaMayAct() {
        begin("a");
        Replica b = begin("b");
        run(Duration.ofSeconds(10));
        String lease = server.leases.keySet().stream()
                .filter(name -> name.startsWith("b"))
                .findFirst()
                .orElseThrow();

        server.leases.remove(lease);
        replicas.getFirst().membership.sawGone(lease);
        run(Duration.ofSeconds(10));

        assertThat(b.changes).as("it has stopped and joined anew").isGreaterThan(1);
        assertThat(replicas).allSatisfy(one -> assertThat(one.shards()).hasSize(32));
    }

    @Test
    void aMapThatSomebodyDeletedIsWrittenAgainAsItWas() {
        begin("a");
        begin("b");
        run(Duration.ofSeconds(10));
        List<List<Integer>> before = replicas.stream().map(Replica::shards).toList();

        server.held = new MemberLeases.Held(ShardMap.EMPTY, "");
        server.tell(one -> one.sawMap(""));
        server.ring();
        run(Duration.ofSeconds(2));

        assertThat(server.held.map().owners()).hasSize(64);
        assertThat(replicas.stream().map(Replica::shards).toList()).isEqualTo(before);
    }

    @Test
    void whoHasJoinedAndNeverRenewedIsGivenNothing() {
        Replica a = begin("a");
        run(Duration.ofSeconds(10));

        for (int i = 0; i < 5; i++) {
            server.put("lost-" + i);
            server.ring();
            run(Duration.ofMillis(1_200));
            assertThat(a.shards()).hasSize(64);
        }
    }

    @Test
    void whoseWatchToldNothingFromTheBeginningFindsItsShards() {
        begin("a");
        run(Duration.ofSeconds(10));
        Replica b = begin("b");
        b.deaf = true;

        run(Duration.ofSeconds(10));

        assertThat(b.shards()).hasSize(32);
    }

    @Test
    void whoWaitsLongerForOthersIsWaitedForAsLong() {
        begin("a");
        Replica patient = new Replica("patient", Duration.ofSeconds(15));
        replicas.add(patient);
        run(Duration.ofSeconds(40));
        assertThat(patient.shards()).hasSize(32);
        Set<String> before = Set.copyOf(server.leases.keySet());

        run(Duration.ofSeconds(60));

        assertThat(server.leases.keySet()).isEqualTo(before);
    }

    /** Whatever is lost, late, killed, frozen or cut off: no shard has two that may write, and once all is well everything is carried. */
    @Property(tries = 100, shrinking = ShrinkingMode.OFF)
    void neverTwoAtATime(@ForAll long seed) {
        MembershipTest test = new MembershipTest();
        Random random = new Random(seed);
        test.server.trouble = random;
        test.begin("a");
        test.begin("b");
        test.begin("c");
        for (int i = 0; i < 60; i++) {
            Replica one = test.replicas.get(random.nextInt(test.replicas.size()));
            switch (random.nextInt(8)) {
                case 0 -> one.frozen = true;
                case 1 -> one.cut = true;
                case 2 -> one.membership.leave();
                case 3 -> {
                    one.dead = true;
                    test.replicas.remove(one);
                    test.begin("r" + i);
                }
                case 4 -> test.server.silent = !test.server.silent;
                default -> {
                    one.frozen = false;
                    one.cut = false;
                }
            }
            test.run(Duration.ofMillis(random.nextInt(2_500)));
        }
        test.server.trouble = new Random(0) {
            @Override
            public int nextInt(int bound) {
                return bound - 1;
            }
        };
        test.server.silent = false;
        test.replicas.removeIf(one -> one.membership.left());
        test.begin("last");
        test.replicas.forEach(one -> {
            one.frozen = false;
            one.cut = false;
        });
        test.run(Duration.ofSeconds(15));
        test.replicas.removeIf(one -> one.membership.left());

        assertThat(test.replicas.stream().mapToInt(one -> one.shards().size()).sum())
                .isEqualTo(64);
        assertThat(test.replicas)
                .allSatisfy(one -> assertThat(one.shards()).hasSizeBetween(64 / test.replicas.size(), 64));
    }

    private Replica begin(String name) {
        Replica replica = new Replica(name);
        replicas.add(replica);
        return replica;
    }

    /** Time goes on in small steps; whoever is due has its turn, and after each turn nothing may be carried by two. */
    private void run(Duration time) {
        long end = now + time.toNanos();
        while (now < end) {
            now += Duration.ofMillis(20).toNanos();
            for (Replica one : replicas) {
                if (!one.dead && !one.frozen && now >= one.next) {
                    one.turn();
                    nobodyCarriesTwice();
                }
            }
            nobodyCarriesTwice();
        }
    }

    private void nobodyCarriesTwice() {
        for (int shard = 0; shard < 64; shard++) {
            int which = shard;
            assertThat(replicas.stream()
                            .filter(one -> !one.dead && one.membership.mayAct(which))
                            .count())
                    .isLessThanOrEqualTo(1);
        }
    }

    private final class Replica implements MemberLeases, Membership.Listener {
        private final Membership membership;
        private int lives;
        private boolean dead;
        private boolean frozen;
        private boolean cut;
        private boolean deaf;
        private long next;
        private int changes;
        private Set<Integer> yielded = Set.of();

        private final Duration duration;

        private Replica(String name) {
            this(name, DURATION);
        }

        private Replica(String name, Duration duration) {
            this.duration = duration;
            membership = new Membership(this, duration, () -> now, () -> name + "-" + lives++, this);
            server.leases.forEach((member, lease) -> membership.saw(member, lease));
        }

        private void turn() {
            next = Long.MAX_VALUE;
            long after = membership.turn().toNanos();
            next = Math.min(next, now + (cut ? Duration.ofSeconds(1).toNanos() : after));
        }

        private List<Integer> shards() {
            return IntStream.range(0, 64).filter(membership::mayAct).boxed().toList();
        }

        @Override
        public void yields(Set<Integer> shards) {
            yielded = shards;
        }

        @Override
        public void changed() {
            changes++;
        }

        private <T> T ask(Supplier<T> what) {
            return server.ask(cut, what);
        }

        @Override
        public String join(String member) {
            return ask(() -> {
                String version = server.put(member, duration);
                server.ring();
                return version;
            });
        }

        @Override
        public Optional<String> renew(String member, String version) {
            return ask(() -> server.is(member, version) ? Optional.of(server.put(member, duration)) : Optional.empty());
        }

        @Override
        public Optional<Known> look(String member) {
            return ask(() -> Optional.ofNullable(server.leases.get(member)));
        }

        @Override
        public boolean expel(String member, String version) {
            return ask(() -> {
                if (server.is(member, version)) {
                    server.leases.remove(member);
                    server.tell(one -> one.sawGone(member));
                    server.ring();
                }
                return !server.leases.containsKey(member);
            });
        }

        @Override
        public Held read() {
            return ask(() -> server.held);
        }

        @Override
        public Optional<Held> write(ShardMap map, String version) {
            return ask(() -> {
                if (!version.equals(server.held.version())) {
                    return Optional.empty();
                }
                server.held = new Held(map, "" + ++server.versions);
                String written = server.held.version();
                server.tell(one -> one.sawMap(written));
                server.ring();
                return Optional.of(server.held);
            });
        }
    }

    private final class Server {
        private final Map<String, MemberLeases.Known> leases = new HashMap<>();
        private MemberLeases.Held held = new MemberLeases.Held(ShardMap.EMPTY, "");
        private int versions;
        private int requests;
        private boolean silent;
        private Random trouble = new Random(0) {
            @Override
            public int nextInt(int bound) {
                return bound - 1;
            }
        };

        /** Now and then a request does not arrive, or its answer does not, or both take their time. */
        private <T> T ask(boolean cut, Supplier<T> what) {
            requests++;
            int fate = trouble.nextInt(20);
            if (cut || fate == 0) {
                now += Duration.ofMillis(cut ? 0 : 300).toNanos();
                throw new IllegalStateException("as if it had not arrived");
            }
            if (fate == 1) {
                now += Duration.ofMillis(700).toNanos();
            }
            T answer = what.get();
            if (fate == 2) {
                now += Duration.ofMillis(1_000).toNanos();
                throw new IllegalStateException("as if the answer was lost");
            }
            if (fate == 3) {
                now += Duration.ofMillis(900).toNanos();
            }
            return answer;
        }

        private boolean is(String member, String version) {
            return leases.containsKey(member) && leases.get(member).version().equals(version);
        }

        private String put(String member) {
            return put(member, DURATION);
        }

        private String put(String member, Duration duration) {
            MemberLeases.Known lease = new MemberLeases.Known(
                    "" + ++versions, Duration.ofSeconds(Math.ceilDiv(duration.toMillis(), 1_000)));
            leases.put(member, lease);
            tell(one -> one.saw(member, lease));
            return lease.version();
        }

        private void ring() {
            if (!silent) {
                replicas.forEach(one -> one.next = Math.min(one.next, now));
            }
        }

        private void tell(Consumer<Membership> news) {
            if (!silent) {
                replicas.stream()
                        .filter(one -> !one.dead && !one.frozen && !one.cut && !one.deaf)
                        .forEach(one -> news.accept(one.membership));
            }
        }
    }
}
