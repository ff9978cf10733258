package dev.sluice.evidence.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.api.RouteRef;
import dev.sluice.evidence.gateway.VersionCounter.Family;
import dev.sluice.rollout.TrafficTarget;
import dev.sluice.traffic.istio.IstioHost;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which lines of a gateway's page count requests of which version. */
class GatewayMetricsTest {
    private static final IstioHost SHOP = new IstioHost("shop", "ns");
    private static final String ISTIO = """
            istio_requests_total{reporter="source",destination_version="v2",destination_canonical_revision="r2",\
            destination_service="shop.ns.svc.cluster.local",response_code="%s",grpc_response_status="%s",\
            response_flags="-"} 3
            """;

    @ParameterizedTest
    @CsvSource({
        "200, '', 3, 0",
        "200, 0, 3, 0",
        "404, '', 3, 0",
        "500, '', 0, 3",
        "503, '', 0, 3",
        "200, 2, 0, 3",
        "200, 5, 3, 0",
        "200, 8, 3, 0",
        "200, 12, 0, 3",
        "200, 14, 0, 3",
        "0, '', 0, 0"
    })
    void judgesIstiosRequestsByTheirStatus(String status, String grpc, long passed, long failed) {
        assertThat(istio(ISTIO.formatted(status, grpc))).isEqualTo(new CumulativeCounts(passed, failed));
    }

    @Test
    void addsUpWhatDiffersInOtherLabels() {
        String other = ISTIO.formatted("200", "").replace("response_flags=\"-\"", "response_flags=\"DI\"");

        assertThat(istio(ISTIO.formatted("200", "") + other + ISTIO.formatted("502", "")))
                .isEqualTo(new CumulativeCounts(6, 3));
    }

    @Test
    void leavesOutWhatTheDestinationReports() {
        assertThat(istio(ISTIO.formatted("200", "").replace("\"source\"", "\"destination\"")))
                .isEqualTo(CumulativeCounts.NOTHING);
    }

    @Test
    void knowsTheRevisionWhereTheGatewayDoesNotKnowTheVersion() {
        GatewayMetrics page = GatewayMetrics.parse(ISTIO.formatted("503", "").replace("\"v2\"", "\"unknown\""));

        assertThat(page.of(Family.Revision, SHOP, "r2")).isEqualTo(new CumulativeCounts(0, 3));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "envoy_cluster_upstream_rq{response_code_class=\"%sxx\",cluster_name=\"%s\"} 7",
                "envoy_cluster_upstream_rq{response_code_class=\"%sxx\",cluster_name=\"%s;\"} 7",
                "envoy_cluster_upstream_rq_xx{envoy_response_code_class=\"%s\",envoy_cluster_name=\"%s\"} 7"
            })
    void readsEnvoysClusters(String line) {
        String cluster = "outbound|80|v2|shop.ns.svc.cluster.local";
        String other = "outbound|8080|v2|shop.ns.svc.cluster.local";

        GatewayMetrics page = GatewayMetrics.parse(String.join(
                "\n",
                "# TYPE envoy_cluster_upstream_rq counter",
                line.formatted("2", cluster),
                line.formatted("5", cluster),
                line.formatted("4", other)));

        assertThat(page.of(Family.Envoy, SHOP, "v2")).isEqualTo(new CumulativeCounts(14, 7));
    }

    @Test
    void countsNoRequestTwice() {
        String cluster = "cluster_name=\"outbound|80|v2|shop.ns.svc.cluster.local\"";

        GatewayMetrics page = GatewayMetrics.parse(String.join(
                "\n",
                "envoy_cluster_upstream_rq{response_code_class=\"2xx\"," + cluster + "} 7",
                "envoy_cluster_upstream_rq{response_code=\"200\"," + cluster + "} 7",
                "envoy_cluster_external_upstream_rq{response_code_class=\"2xx\"," + cluster + "} 7",
                "envoy_cluster_retry_upstream_rq_xx{response_code_class=\"5xx\"," + cluster + "} 7",
                "envoy_cluster_upstream_rq_total{" + cluster + "} 9"));

        assertThat(page.of(Family.Envoy, SHOP, "v2")).isEqualTo(new CumulativeCounts(7, 0));
    }

    /** Else every request would seem to hang. */
    @Test
    void takesNoSentRequestsOfAGatewayThatDoesNotTellWhichWereAnswered() {
        String cluster = "{cluster_name=\"outbound|80|v2|shop.ns.svc.cluster.local\"}";
        String sent =
                "envoy_cluster_upstream_rq_total" + cluster + " 9\nenvoy_cluster_upstream_rq_active" + cluster + " 1\n";

        assertThat(GatewayMetrics.parse(sent).sent(SHOP, Family.Version, Set.of("v2"), "v2"))
                .isEqualTo(InFlightRequests.NOTHING);
        assertThat(GatewayMetrics.parse(sent + "envoy_cluster_upstream_rq_completed" + cluster + " 8\n")
                        .sent(SHOP, Family.Version, Set.of("v2"), "v2"))
                .isEqualTo(new InFlightRequests(9, 8, 1));
    }

    @Test
    void leavesOutOtherClusters() {
        assertThat(GatewayMetrics.parse(
                                "envoy_cluster_upstream_rq{response_code_class=\"2xx\",cluster_name=\"xds-grpc\"} 7")
                        .told())
                .isEmpty();
    }

    @Test
    void hasCountedNothingWhereNothingStands() {
        assertThat(GatewayMetrics.parse("").of(Family.Version, SHOP, "v2")).isEqualTo(CumulativeCounts.NOTHING);
        assertThat(GatewayMetrics.parse("").knows(Family.Version, SHOP)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"<html><body>Log in</body></html>", "no healthy upstream", "{\"error\": 1}"})
    void refusesAPageOfSomethingElse(String text) {
        assertThatThrownBy(() -> GatewayMetrics.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ' ',
            value = {
                "cluster.outbound|80|v1|shop.ns.svc.cluster.local;.upstream_rq_2xx true",
                "cluster.outbound|80|v1|shop.ns.svc.cluster.local.upstream_rq_5xx true",
                "istiocustom.istio_requests_total.reporter.source true",
                "cluster.outbound|80|v1|shop.ns.svc.cluster.local;.upstream_rq_200 false",
                "cluster.outbound|80|v1|shop.ns.svc.cluster.local;.external.upstream_rq_2xx false",
                "cluster.xds-grpc;.upstream_rq_2xx false"
            })
    void asksForNoMoreThanItReads(String stat, boolean asked) {
        assertThat(Pattern.compile(GatewayMetrics.FILTER).matcher(stat).find()).isEqualTo(asked);
    }

    private static CumulativeCounts istio(String text) {
        return GatewayMetrics.parse(text).of(Family.Version, SHOP, "v2");
    }

    /** As Envoy names its statistics. */
    @ParameterizedTest
    @CsvSource({
        "istiocustom.istio_requests_total.destination_service.shop.ns.svc.cluster.local.response_code.200, true",
        "istiocustom.istio_requests_total.destination_service.shop.other.svc.cluster.local.response_code.200, false",
        "istiocustom.istio_requests_total.destination_service.shopxns.svc.cluster.local.response_code.200, false",
        "cluster.outbound|80|v2|shop.ns.svc.cluster.local;.upstream_rq_5xx, true",
        "cluster.outbound|80||shop.ns.svc.cluster.local.upstream_rq_total, true",
        "cluster.outbound|80|v2|shop.other.svc.cluster.local;.upstream_rq_5xx, false",
        "cluster.outbound|80|v2|shop.ns.svc.cluster.local;.upstream_rq_time, false"
    })
    void asksForOneReleasesHostsAlone(String statistic, boolean told) {
        TrafficTarget target = new TrafficTarget(
                "ns",
                "shop-1",
                "pin",
                "v1",
                "v2",
                "v2",
                List.of(new TrafficTarget.Route(
                        RouteRef.virtualService("ns", "shop"), List.of(), "shop", List.of(), "", "/")));
        String filter =
                GatewayMetrics.filter(new VersionMetricSelector(target, Map.of(new IstioHost("shop", "ns"), Map.of())));

        assertThat(Pattern.compile(filter).matcher(statistic).find()).isEqualTo(told);
    }
}
