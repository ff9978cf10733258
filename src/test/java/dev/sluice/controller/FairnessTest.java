package dev.sluice.controller;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.kubernetes.PolicyClient;
import dev.sluice.kubernetes.StoredPolicy;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.GenericKubernetesResourceBuilder;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** One namespace with very much in it keeps the others waiting for a little work only; counted, not timed. */
final class FairnessTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    private final AtomicReference<Instant> clock = new AtomicReference<>(NOW);

    @Test
    void aThousandPoliciesDelayAnotherNamespaceByOneTurn() {
        List<StoredPolicy> all = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            all.add(policy("crowd", "p" + i));
        }
        all.add(policy("small", "one"));
        FairPolicyOrder turns = new FairPolicyOrder(clock::get);

        List<StoredPolicy> pass = pass(turns, all);

        assertThat(pass.subList(0, 2)).extracting(StoredPolicy::namespace).contains("small");
        assertThat(pass).as("work of one pass").hasSize(FairPolicyOrder.EACH + 1);
        assertThat(turns.left()).isTrue();
    }

    @Test
    void everyPolicyHasItsTurn() {
        List<StoredPolicy> all = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            all.add(policy("crowd", "p" + i));
        }
        FairPolicyOrder turns = new FairPolicyOrder(clock::get);
        Set<String> seen = new HashSet<>();

        int passes = 0;
        do {
            pass(turns, all).forEach(one -> assertThat(seen.add(one.name())).isTrue());
            passes++;
        } while (turns.left());

        assertThat(seen).hasSize(1_000);
        assertThat(passes).isEqualTo(1_000 / FairPolicyOrder.EACH);
    }

    /** Each look of one namespace takes as long as the namespace has in a pass. */
    @Test
    void aNamespaceWhosePoliciesTakeLongHasItsTimeInAPassAndEachItsTurn() {
        List<StoredPolicy> all = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            all.add(policy("slow", "p" + i));
            all.add(policy("small", "p" + i));
        }
        FairPolicyOrder turns = new FairPolicyOrder(clock::get);
        Set<String> seen = new HashSet<>();
        int small = 0;
        for (int pass = 0; pass < 30; pass++) {
            List<StoredPolicy> looked = pass(turns, all);
            assertThat(looked.stream().filter(FairnessTest::slow))
                    .singleElement()
                    .satisfies(one -> assertThat(seen.add(one.name())).isTrue());
            small += looked.size() - 1;
        }

        assertThat(seen).hasSize(30);
        assertThat(small).as("all of the others, in every two passes").isEqualTo(15 * 30);
    }

    @Test
    void whoeverHasMuchToDoUnderOnePolicyIsToldWhenItsTimeIsOver() {
        FairPolicyOrder turns = new FairPolicyOrder(clock::get);
        List<String> done = new ArrayList<>();

        turns.pass(List.of(policy("a", "one"), policy("b", "two")), policy -> {
            while (turns.timeLeft()) {
                done.add(policy.name());
                clock.set(clock.get().plus(FairPolicyOrder.TIME.dividedBy(2)));
            }
        });

        assertThat(done).containsExactly("one", "one", "two", "two");
        assertThat(turns.left()).isTrue();
    }

    /** However many they are, and however long their looks take: the rest of a pass and one look. */
    @ParameterizedTest
    @CsvSource({"1, 2", "50, 2", "50, 20", "500, 2", "500, 20", "500, 1"})
    void howManyNamespacesTakeLongDelaysNoneThatTakesLittle(int hostile, int seconds) {
        List<StoredPolicy> all = crowd(hostile);
        FairPolicyOrder turns = new FairPolicyOrder(clock::get);
        Duration look = Duration.ofSeconds(seconds);
        IntStream.range(0, 3 * hostile).forEach(_ -> turns.pass(all, slow(look, _ -> {})));

        List<Duration> gaps = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        AtomicReference<Instant> last = new AtomicReference<>(clock.get());
        for (int pass = 0; pass < 3 * hostile; pass++) {
            turns.pass(all, slow(look, policy -> {
                seen.add(policy.namespace() + policy.name());
                if (policy.namespace().equals("modest")) {
                    gaps.add(Duration.between(last.getAndSet(clock.get()), clock.get()));
                }
            }));
        }

        assertThat(gaps)
                .hasSizeGreaterThanOrEqualTo(3 * hostile)
                .allSatisfy(gap -> assertThat(gap)
                        .isLessThanOrEqualTo(FairPolicyOrder.PASS.plus(look).plusSeconds(1)));
        assertThat(seen).as("each of the others has its turn").hasSize(2 * hostile + 1);
    }

    /** Nobody knows yet who takes long, so each is known by one look that is kept short. */
    @Test
    void namespacesThatAreNotKnownToTakeLongHaveLittleTimeBeforeTheyAre() {
        List<StoredPolicy> all = crowd(50);
        FairPolicyOrder turns = new FairPolicyOrder(clock::get);
        List<Duration> patience = new ArrayList<>();

        while (patience.size() < 50) {
            turns.pass(all, policy -> {
                if (!policy.namespace().equals("modest")) {
                    patience.add(turns.patience());
                    clock.set(clock.get().plus(turns.patience()).plusMillis(1));
                    assertThat(turns.again()).isEqualTo(patience.getLast().equals(FairPolicyOrder.TIME));
                }
            });
        }

        assertThat(patience.subList(0, 50)).containsOnly(FairPolicyOrder.TIME);
        turns.pass(
                all,
                policy -> assertThat(policy.namespace().equals("modest") || turns.patience() == LookTimer.LONGEST)
                        .isTrue());
    }

    @Test
    void aPolicyWhoseLookWasCutShortHasItsTurnAgainWithMoreTime() {
        FairPolicyOrder turns = new FairPolicyOrder(clock::get);
        List<StoredPolicy> all = List.of(policy("a", "one"), policy("a", "two"));
        List<String> looked = new ArrayList<>();

        for (int pass = 0; pass < 2; pass++) {
            turns.pass(all, policy -> {
                looked.add(policy.name() + " " + turns.patience().toSeconds());
                clock.set(clock.get().plus(FairPolicyOrder.TIME));
                turns.again();
            });
            assertThat(turns.left()).isTrue();
        }

        assertThat(looked).containsExactly("one 2", "one 20");
    }

    /** Who takes its policies away and writes them again is known all the same. */
    @Test
    void aNamespaceThatTakesLongIsKnownWhenItsPoliciesComeAgain() {
        FairPolicyOrder turns = new FairPolicyOrder(clock::get);
        StoredPolicy small = policy("small", "one");
        turns.pass(List.of(policy("a", "one"), small), slow(Duration.ofSeconds(20), _ -> {}));
        turns.pass(List.of(small), _ -> {});
        List<String> looked = new ArrayList<>();

        turns.pass(List.of(policy("a", "again"), small), policy -> looked.add(policy.namespace()));

        assertThat(looked).containsExactly("small", "a");
    }

    private static List<StoredPolicy> crowd(int hostile) {
        List<StoredPolicy> all = new ArrayList<>();
        for (int i = 0; i < hostile; i++) {
            all.add(policy("hostile-" + i, "one"));
            all.add(policy("hostile-" + i, "two"));
        }
        all.add(policy("modest", "one"));
        return all;
    }

    private Consumer<StoredPolicy> slow(Duration look, Consumer<StoredPolicy> told) {
        return policy -> {
            told.accept(policy);
            boolean quick = Set.of("modest", "small").contains(policy.namespace());
            clock.set(clock.get().plus(quick ? Duration.ofMillis(10) : look));
        };
    }

    private List<StoredPolicy> pass(FairPolicyOrder turns, List<StoredPolicy> all) {
        List<StoredPolicy> looked = new ArrayList<>();
        turns.pass(all, one -> {
            looked.add(one);
            clock.set(clock.get().plus(slow(one) ? FairPolicyOrder.TIME : Duration.ZERO));
        });
        return looked;
    }

    private static boolean slow(StoredPolicy policy) {
        return policy.namespace().equals("slow");
    }

    @Test
    void aDeploymentThatCannotBeginIsTriedEverMoreSeldomUntilSomethingChanges() {
        ReleaseBackoff attempts = new ReleaseBackoff();
        int tried = 0;
        for (int second = 0; second < 3_600; second++) {
            Instant now = NOW.plusSeconds(second);
            if (attempts.due("uid", "mark", now)) {
                tried++;
                attempts.failed("uid", "mark", now);
            }
        }

        assertThat(tried).isBetween(10, 25);
        assertThat(attempts.due("uid", "another", NOW.plus(Duration.ofHours(1))))
                .isTrue();
        assertThat(attempts.due("other", "mark", NOW)).isTrue();
    }

    @Test
    void aPolicyIsReadOnceUntilItChanges() {
        AtomicInteger reads = new AtomicInteger();
        ParsedObjectCache<StoredPolicy> once = new ParsedObjectCache<>(raw -> {
            reads.incrementAndGet();
            return PolicyClient.read(raw);
        });
        GenericKubernetesResource raw = raw("a", "b");

        once.of(List.of(raw));
        once.of(List.of(raw));
        assertThat(reads).hasValue(1);
        once.of(List.of(raw("a", "b")));
        assertThat(reads).hasValue(2);
    }

    private static StoredPolicy policy(String namespace, String name) {
        return PolicyClient.read(raw(namespace, name));
    }

    private static GenericKubernetesResource raw(String namespace, String name) {
        return new GenericKubernetesResourceBuilder()
                .withNewMetadata()
                .withNamespace(namespace)
                .withName(name)
                .withUid(namespace + name)
                .endMetadata()
                .build();
    }
}
