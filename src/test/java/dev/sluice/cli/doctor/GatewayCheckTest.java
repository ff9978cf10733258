package dev.sluice.cli.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

final class GatewayCheckTest {
    private static final String ISTIO = """
            istio_requests_total{reporter="source",destination_version="v1",\
            destination_service="shop.ns.svc.cluster.local",response_code="200"} 7
            """;
    private static final String ENVOY = """
            envoy_cluster_upstream_rq_total{cluster_name="outbound|80|v1|shop.ns.svc.cluster.local"} 9
            envoy_cluster_upstream_rq_completed{cluster_name="outbound|80|v1|shop.ns.svc.cluster.local"} 8
            """;

    @Test
    void saysWhenHangingUsersAreSeenLate() {
        assertThat(told(ISTIO)).satisfies(finding -> {
            assertThat(finding.result()).isEqualTo(CheckResult.Status.warn);
            assertThat(finding.what()).contains("users who hang are seen only when they give up");
            assertThat(finding.cure()).contains("proxyStatsMatcher");
        });
        assertThat(told(ISTIO + ENVOY).result()).isEqualTo(CheckResult.Status.ok);
        assertThat(told(ISTIO + ENVOY.lines().findFirst().orElseThrow() + "\n").result())
                .as("what is sent without what is answered")
                .isEqualTo(CheckResult.Status.warn);
    }

    @Test
    void saysWhenNothingIsToldYet() {
        assertThat(told("other_total 1\n").what()).contains("tells none for shop yet");
        assertThat(told("<html>sign in</html>\n").result()).isEqualTo(CheckResult.Status.fail);
    }

    private static CheckResult told(String page) {
        return GatewayCheck.told("counters of gw-0", "port 15090", page, List.of("shop"), "ns");
    }
}
