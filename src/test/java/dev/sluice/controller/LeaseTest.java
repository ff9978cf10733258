package dev.sluice.controller;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.kubernetes.JournalEntry;
import dev.sluice.kubernetes.StoredRollout;
import dev.sluice.local.FaultInjection;
import dev.sluice.local.TroubledApi;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A controller that loses its lease for a minute and comes back. */
final class LeaseTest {
    private static final String POLICY = """
            apiVersion: sluice.dev/v1alpha1
            kind: RolloutPolicy
            metadata: {name: myapp, namespace: default}
            spec:
              routes: [{virtualService: myapp}]
              preflight: {hold: 20ms}
              steps: [{weight: 10, hold: 20ms}, {weight: 50, hold: 1s}]
              bake: {hold: 20ms}
              progressDeadline: 50s
              health: {minSample: 1, probe: {rate: 50}}
            """;
    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final Bench bench = new Bench(POLICY);
    private final AtomicInteger reads = new AtomicInteger();
    private final AtomicInteger writes = new AtomicInteger();
    private StoredRollout rollout;
    private Bench.Hand hand;

    @BeforeEach
    void begin() {
        rollout = bench.begin();
        hand = bench.hire(rollout);
        hand.api().make(request -> {
            (request.writes() ? writes : reads).incrementAndGet();
            return TroubledApi.NONE;
        });
        hand.start();
        patiently()
                .until(() -> journal().stream().anyMatch(one -> one.decision().equals("Holding Step 2/2, 50 %")));
    }

    @AfterEach
    void close() throws Exception {
        hand.close();
        bench.close();
    }

    @Test
    void neitherRepeatsNorSkipsAStep() {
        int before = loseTheLease();

        bench.pass(MINUTE);
        look();

        assertThat(writes.get()).as("writes without the lease").isEqualTo(before);
        hand.lease(true);
        patiently().until(() -> bench.over(rollout));
        assertThat(bench.state(rollout)).isEqualTo("Promoted");
        assertThat(entered())
                .containsExactly(
                        "Entered PreFlight, 0 %",
                        "Entered Step 1/2, 10 %", "Entered Step 2/2, 50 %", "Entered Bake, 100 %");
        assertThat(Duration.between(at("Holding Step 2/2, 50 %"), at("Entered Bake, 100 %")))
                .as("the hold, and the minute that does not count")
                .isGreaterThanOrEqualTo(MINUTE.plusSeconds(1));
    }

    @Test
    void writesNothingForAGreenThatFailsMeanwhileAndRevertsOnceItIsBack() {
        int before = loseTheLease();

        bench.cluster().app(rollout.spec().green().subset()).set(new FaultInjection(FaultInjection.Kind.ERRORS, 1));
        bench.pass(MINUTE);
        look();

        assertThat(writes.get()).as("writes without the lease").isEqualTo(before);
        hand.lease(true);
        patiently().until(() -> bench.over(rollout));
        assertThat(bench.state(rollout)).isEqualTo("Reverted");
    }

    @Test
    void leavesItToWhoeverCarriedItOnMeanwhile() {
        int before = loseTheLease();

        try (Bench.Hand _ = bench.hire(rollout).start()) {
            patiently().until(() -> bench.over(rollout));
        }
        hand.lease(true);

        patiently().until(() -> !hand.running());
        assertThat(writes.get()).as("writes of the one that had lost it").isEqualTo(before);
        assertThat(bench.state(rollout)).isEqualTo("Promoted");
        assertThat(entered())
                .containsExactly(
                        "Entered PreFlight, 0 %",
                        "Entered Step 1/2, 10 %", "Entered Step 2/2, 50 %", "Entered Bake, 100 %");
    }

    /** What was on its way is there once it has looked a few times; returns the writes until then. */
    private int loseTheLease() {
        hand.lease(false);
        look();
        return writes.get();
    }

    private void look() {
        int enough = reads.get() + 20;
        patiently().until(() -> reads.get() > enough);
    }

    private List<JournalEntry> journal() {
        return bench.stored(rollout)
                .flatMap(StoredRollout::status)
                .map(status -> status.journal())
                .orElse(List.of());
    }

    private List<String> entered() {
        return journal().stream()
                .map(JournalEntry::decision)
                .filter(decision -> decision.startsWith("Entered"))
                .toList();
    }

    private Instant at(String decision) {
        return journal().stream()
                .filter(one -> one.decision().equals(decision))
                .map(one -> Instant.parse(one.at()))
                .findFirst()
                .orElseThrow();
    }

    private static ConditionFactory patiently() {
        return await().atMost(Duration.ofMinutes(3));
    }
}
