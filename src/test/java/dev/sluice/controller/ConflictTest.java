package dev.sluice.controller;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.kubernetes.JournalEntry;
import dev.sluice.kubernetes.StoredRollout;
import dev.sluice.local.FaultInjection;
import dev.sluice.local.TroubledApi;
import dev.sluice.local.TroubledApi.Trouble;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Someone else is faster at every second write. */
final class ConflictTest {
    private static final String POLICY = """
            apiVersion: sluice.dev/v1alpha1
            kind: RolloutPolicy
            metadata: {name: myapp, namespace: default}
            spec:
              routes: [{virtualService: myapp}]
              preflight: {hold: 20ms}
              steps: [{weight: 10, hold: 20ms}, {weight: 50, hold: HOLD}]
              bake: {hold: 20ms}
              progressDeadline: 10m
              health: {minSample: 1, probe: {rate: 50}}
            """;

    private final AtomicInteger writes = new AtomicInteger();
    private Bench bench;

    @AfterEach
    void close() throws Exception {
        bench.close();
    }

    @Test
    void takesEachStepOnce() throws Exception {
        bench = new Bench(POLICY.replace("HOLD", "20ms"));
        StoredRollout rollout = bench.begin();

        try (Bench.Hand hand = hire(rollout)) {
            await().atMost(Duration.ofMinutes(3)).until(() -> bench.over(rollout) && !hand.running());
        }

        assertThat(bench.state(rollout)).isEqualTo("Promoted");
        assertThat(entered(rollout))
                .containsExactly(
                        "Entered PreFlight, 0 %",
                        "Entered Step 1/2, 10 %", "Entered Step 2/2, 50 %", "Entered Bake, 100 %");
        assertThat(Bench.pins(bench.virtualService().require())).isZero();
        assertThat(bench.told("Corrected")).isEmpty();
        assertThat(writes.get()).as("writes, half of them in vain").isGreaterThan(20);
    }

    @Test
    void revertsAllTheSame() throws Exception {
        bench = new Bench(POLICY.replace("HOLD", "5m"));
        StoredRollout rollout = bench.begin();
        String green = rollout.spec().green().subset();

        try (Bench.Hand hand = hire(rollout)) {
            await().atMost(Duration.ofMinutes(3))
                    .until(() -> Bench.weight(bench.virtualService().require(), green) == 50);
            bench.cluster().app(green).set(new FaultInjection(FaultInjection.Kind.ERRORS, 1));
            await().atMost(Duration.ofMinutes(3)).until(() -> bench.over(rollout) && !hand.running());
        }

        assertThat(bench.state(rollout)).isEqualTo("Reverted");
        assertThat(Bench.weight(bench.virtualService().require(), green)).isZero();
        assertThat(Bench.pins(bench.virtualService().require())).isZero();
    }

    private Bench.Hand hire(StoredRollout rollout) {
        Bench.Hand hand = bench.hire(rollout);
        hand.api()
                .make(request -> request.writes() && writes.incrementAndGet() % 2 == 1
                        ? new Trouble.Answer(409)
                        : TroubledApi.NONE);
        return hand.start();
    }

    private List<String> entered(StoredRollout rollout) {
        return bench.stored(rollout).flatMap(StoredRollout::status).stream()
                .flatMap(status -> status.journal().stream())
                .map(JournalEntry::decision)
                .filter(decision -> decision.startsWith("Entered"))
                .toList();
    }
}
