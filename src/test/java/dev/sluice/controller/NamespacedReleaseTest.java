package dev.sluice.controller;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.is;

import dev.sluice.kubernetes.CrdContexts;
import dev.sluice.local.LocalCluster;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** A release by a controller with Roles in some namespaces alone. */
@QuarkusTest
@QuarkusTestResource(value = Narrow.class, restrictToAnnotatedClass = true)
final class NamespacedReleaseTest {
    private final LocalCluster cluster = LocalCluster.running().orElseThrow();

    @Test
    void promotesWithoutAnyRequestThatItsRolesRefuseAndLeavesOtherNamespacesAlone() {
        cluster.client()
                .resource(Serialization.<HasMetadata>unmarshal(Narrow.ELSEWHERE.formatted("elsewhere")))
                .create();

        cluster.release();

        await().atMost(Duration.ofMinutes(2))
                .untilAsserted(() -> given().get("/api/v1/rollouts").then().body("[0].status.state", is("Promoted")));
        assertThat(cluster.load().failed()).isZero();
        assertThat(Narrow.RIGHTS.refused()).isEmpty();
        assertThat(cluster.client()
                        .genericKubernetesResources(CrdContexts.POLICY)
                        .inNamespace("elsewhere")
                        .withName("myapp")
                        .require()
                        .getAdditionalProperties())
                .doesNotContainKey("status");
    }
}
