package dev.sluice.controller;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.kubernetes.StoreParts;
import dev.sluice.kubernetes.StoredRollout;
import dev.sluice.rollout.Desired;
import java.time.Duration;
import java.util.Map;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Somebody writes over the recorded state in the middle of a release. */
final class UnreadableRolloutTest {
    private static final String POLICY = """
            apiVersion: sluice.dev/v1alpha1
            kind: RolloutPolicy
            metadata: {name: myapp, namespace: default}
            spec:
              routes: [{virtualService: myapp}]
              preflight: {hold: 20ms}
              steps: [{weight: 10, hold: 1h}]
              health: {minSample: 1, probe: {rate: 50}}
            """;

    private final Bench bench = new Bench(POLICY);

    @AfterEach
    void close() throws Exception {
        bench.close();
    }

    @Test
    void theTrafficStaysUntilAPersonAbortsAndGoesToBlueThen() {
        StoredRollout rollout = bench.begin();
        String green = rollout.spec().green().subset();
        try (Bench.Hand hand = bench.hire(rollout).start()) {
            patiently().until(() -> Bench.weight(bench.virtualService().require(), green) == 10);
            patiently().until(() -> bench.state(rollout).equals("Holding"));

            explode(rollout);

            patiently().until(() -> !hand.running());
        }
        StoredRollout now = bench.stored(rollout).orElseThrow();
        assertThat(now.active()).isTrue();
        assertThat(UnreadableRollouts.workable(now)).isFalse();
        assertThat(Bench.weight(bench.virtualService().require(), green)).isEqualTo(10);

        StoreParts.rollouts(bench.client()).desire(now, Desired.Aborted);
        assertThat(UnreadableRollouts.workable(bench.stored(rollout).orElseThrow()))
                .isTrue();
        try (Bench.Hand _ = bench.hire(rollout).start()) {
            patiently().until(() -> bench.over(rollout));
        }

        assertThat(bench.state(rollout)).isEqualTo("Aborted");
        assertThat(Bench.weight(bench.virtualService().require(), green)).isZero();
        assertThat(Bench.pins(bench.virtualService().require())).isZero();
    }

    @SuppressWarnings("unchecked")
    private void explode(StoredRollout rollout) {
        patiently().ignoreExceptions().until(() -> {
            bench.client()
                    .genericKubernetesResources("sluice.dev/v1alpha1", "Rollout")
                    .inNamespace("default")
                    .withName(rollout.name())
                    .editStatus(raw -> {
                        ((Map<String, Object>) raw.getAdditionalProperties().get("status")).put("state", "Exploded");
                        return raw;
                    });
            return bench.state(rollout).equals("Exploded");
        });
    }

    private static ConditionFactory patiently() {
        return await().atMost(Duration.ofSeconds(30));
    }
}
