package dev.sluice.cli.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.demo.BareApi;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** For how many shards somebody acts. */
final class ActingReplicasTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:01:00Z");
    private static final String OWNERS = """
            apiVersion: coordination.k8s.io/v1
            kind: Lease
            metadata:
              name: sluice-controller
              namespace: default
              annotations: {sluice.dev/shards: a-1=0-31 b-2=32-63}
            ---
            apiVersion: apps/v1
            kind: Deployment
            metadata:
              name: sluice-controller
              namespace: default
              labels: {app.kubernetes.io/name: sluice, app.kubernetes.io/component: controller}
            spec:
              replicas: 2
              selector: {matchLabels: {app: sluice}}
              template:
                metadata: {labels: {app: sluice}}
                spec: {containers: [{name: sluice, image: sluice}]}
            status: {readyReplicas: 2}
            """;

    @Test
    void allThatRenewedLately() {
        try (BareApi api = new BareApi(OWNERS + replica("a-1", 59) + replica("b-2", 58))) {
            assertThat(look(api)).isEqualTo(CheckResult.ok("acting replicas", "a-1 32, b-2 32 of 64 shards"));
        }
    }

    @Test
    void whatASilentOneOwnsIsNobodys() {
        try (BareApi api = new BareApi(OWNERS + replica("a-1", 59) + replica("b-2", 30))) {
            assertThat(look(api)).satisfies(found -> {
                assertThat(found.result()).isEqualTo(CheckResult.Status.fail);
                assertThat(found.toString()).contains("for 32 of 64 shards nobody acts (a-1 32)", "get leases");
            });
        }
    }

    private static CheckResult look(BareApi api) {
        return new ControllerCheck(api.client(), () -> NOW)
                .look().stream()
                        .filter(found -> found.check().equals("acting replicas"))
                        .findFirst()
                        .orElseThrow();
    }

    private static String replica(String name, int second) {
        return """
                ---
                apiVersion: coordination.k8s.io/v1
                kind: Lease
                metadata: {name: %s, namespace: default, labels: {sluice.dev/member-of: sluice-controller}}
                spec: {holderIdentity: %s, renewTime: "2026-01-01T00:00:%d.000000Z"}
                """.formatted(name, name, second);
    }
}
