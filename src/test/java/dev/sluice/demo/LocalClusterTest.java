package dev.sluice.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class LocalClusterTest {
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final LocalCluster cluster = LocalCluster.start(LocalOptions.sample());

    @AfterEach
    void close() {
        cluster.close();
    }

    @Test
    void deploymentsBecomeReady() {
        await().atMost(PATIENCE).untilAsserted(() -> {
            var status = deployment("v2").getStatus();
            assertThat(status).isNotNull();
            assertThat(status.getReadyReplicas()).isEqualTo(2);
            assertThat(status.getUpdatedReplicas()).isEqualTo(2);
            assertThat(status.getAvailableReplicas()).isEqualTo(2);
            assertThat(status.getObservedGeneration())
                    .isEqualTo(deployment("v2").getMetadata().getGeneration());
        });
        assertThat(pods("v2")).hasSize(2).allSatisfy(pod -> {
            assertThat(pod.getStatus().getPodIP()).isEqualTo("127.0.0.1");
            assertThat(pod.getStatus().getPhase()).isEqualTo("Running");
        });
    }

    @Test
    void crashLoopRestartsThePodsAgainAndAgain() {
        cluster.app("v2").set(new FaultInjection(FaultInjection.Kind.CRASHLOOP, 0));

        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(pods("v2")).isNotEmpty().allSatisfy(pod -> {
                    var container = pod.getStatus().getContainerStatuses().getFirst();
                    assertThat(container.getRestartCount()).isGreaterThanOrEqualTo(2);
                    assertThat(container.getState().getWaiting().getReason()).isEqualTo("CrashLoopBackOff");
                }));
        assertThat(deployment("v2").getStatus().getReadyReplicas()).isZero();
    }

    @Test
    void releaseReplacesThePodsOfTheVersionWithoutTraffic() {
        await().atMost(PATIENCE).until(() -> pods("v2").size() == 2);
        List<String> before = names();

        assertThat(cluster.release()).isEqualTo("v2");

        assertThat(deployment("v2").getMetadata().getAnnotations()).containsEntry("sluice.dev/rollout", "myapp");
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(names()).hasSize(2).doesNotContainAnyElementsOf(before));
    }

    @Test
    void usersAreServedByBlueWithoutAFailure() {
        await().atMost(PATIENCE)
                .until(() -> cluster.load()
                                .totals()
                                .getOrDefault("v1", LoadReport.Count.ZERO)
                                .ok()
                        > 100);

        assertThat(cluster.load().totals()).doesNotContainKey("v2");
    }

    @Test
    void ingressSustainsThreeHundredRequestsPerSecond() {
        try (var busy = LocalCluster.start(LocalOptions.sample().underLoad(300))) {
            await().atMost(PATIENCE)
                    .until(() -> busy.load().seconds().stream()
                            .anyMatch(second -> second.versions()
                                            .getOrDefault("v1", LoadReport.Count.ZERO)
                                            .ok()
                                    >= 270));
        }
    }

    @Test
    void busyPortNamesTheOption() throws IOException {
        try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThatThrownBy(() -> LocalCluster.start(LocalOptions.sample().atIngressPort(taken.getLocalPort())))
                    .isInstanceOf(PortInUseException.class)
                    .hasMessage("port " + taken.getLocalPort() + " is in use; choose another with --ingress-port");
        }
    }

    private Deployment deployment(String version) {
        return cluster.client()
                .apps()
                .deployments()
                .inNamespace("default")
                .withName("myapp-" + version)
                .require();
    }

    private List<Pod> pods(String version) {
        return cluster.client()
                .pods()
                .inNamespace("default")
                .withLabel("version", version)
                .list()
                .getItems();
    }

    private List<String> names() {
        return pods("v2").stream().map(pod -> pod.getMetadata().getName()).toList();
    }
}
