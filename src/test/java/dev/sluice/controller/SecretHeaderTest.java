package dev.sluice.controller;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.kubernetes.StoredRollout;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Duration;
import java.util.Map;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A release whose probes bring what a Secret holds. */
final class SecretHeaderTest {
    private static final String VALUE = "Bearer hunter2";
    private static final String POLICY = """
            apiVersion: sluice.dev/v1alpha1
            kind: RolloutPolicy
            metadata: {name: myapp, namespace: default}
            spec:
              routes: [{virtualService: myapp}]
              preflight: {hold: 20ms}
              steps: [{weight: 10, hold: 20ms}]
              bake: {hold: 20ms}
              progressDeadline: 2m
              health:
                minSample: 1
                probe:
                  rate: 50
                  headersFrom: [{name: Authorization, valueFrom: {secretKeyRef: {name: probe, key: token}}}]
            """;

    private final Bench bench = new Bench(POLICY);

    @AfterEach
    void close() throws Exception {
        bench.close();
    }

    @Test
    void waitsForTheSecretWithoutBlamingGreenAndTellsItsValueNobody() throws Exception {
        StoredRollout rollout = bench.begin();
        try (Bench.Hand hand = bench.hire(rollout)) {
            hand.start();
            patiently().until(() -> bench.state(rollout).equals("Shifting"));
            patiently().untilAsserted(() -> {
                bench.pass(Duration.ofSeconds(1));
                assertThat(bench.told("Stalled"))
                        .containsExactly(
                                "Stalled Secret default/probe does not exist; create it with the key token: kubectl"
                                        + " -n default create secret generic probe --from-literal=token=VALUE");
            });

            bench.client().resource(secret()).create();

            patiently().until(() -> {
                bench.pass(Duration.ofSeconds(1));
                return bench.over(rollout);
            });
        }
        assertThat(bench.state(rollout)).isEqualTo("Promoted");
        String stored = Serialization.asYaml(bench.stored(rollout).orElseThrow().raw());
        assertThat(stored).contains("secretKeyRef").doesNotContain("hunter2");
        assertThat(bench.everything()).doesNotContain("hunter2");
    }

    @Test
    void doesNotPromoteOnASecretThatIsTakenAway() throws Exception {
        bench.client().resource(secret()).create();
        StoredRollout rollout = bench.begin();
        bench.client().secrets().inNamespace("default").withName("probe").delete();
        try (Bench.Hand hand = bench.hire(rollout)) {
            hand.start();
            patiently().untilAsserted(() -> {
                bench.pass(Duration.ofSeconds(4));
                assertThat(bench.over(rollout)).isTrue();
            });
        }
        assertThat(bench.state(rollout)).isEqualTo("Reverted");
        assertThat(bench.told("Reverting").getFirst())
                .contains("was not over 2m after its planned end: Secret default/probe does not exist");
    }

    private static io.fabric8.kubernetes.api.model.Secret secret() {
        return new SecretBuilder()
                .withNewMetadata()
                .withNamespace("default")
                .withName("probe")
                .withAnnotations(Map.of("sluice.dev/probe-headers", "Authorization", "sluice.dev/probe-hosts", "*"))
                .endMetadata()
                .withData(Map.of(
                        "token",
                        java.util.Base64.getEncoder()
                                .encodeToString(VALUE.getBytes(java.nio.charset.StandardCharsets.UTF_8))))
                .build();
    }

    private static ConditionFactory patiently() {
        return await().atMost(Duration.ofMinutes(1));
    }
}
