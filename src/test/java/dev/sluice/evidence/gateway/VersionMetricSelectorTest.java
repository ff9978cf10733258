package dev.sluice.evidence.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.analysis.VersionRole;
import dev.sluice.api.RouteRef;
import dev.sluice.evidence.gateway.PodCounterTracker.Reading;
import dev.sluice.evidence.gateway.PodCounterTracker.Sent;
import dev.sluice.evidence.gateway.VersionCounter.Family;
import dev.sluice.rollout.TrafficTarget;
import dev.sluice.traffic.TrafficConfigException;
import dev.sluice.traffic.istio.MeshYaml;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Under which names a page counts blue and green. */
class VersionMetricSelectorTest {
    private static final Instant AT = Instant.parse("2026-01-01T00:00:00Z");
    private static final String RULE = """
            metadata: {name: shop}
            spec: {host: shop.ns.svc.cluster.local, subsets: [{name: old, labels: {%s: v1}}]}
            """;
    private static final TrafficTarget TARGET = new TrafficTarget(
            "ns",
            "shop-1",
            "pin",
            "old",
            "new",
            "v2",
            List.of(new TrafficTarget.Route(
                    RouteRef.virtualService("ns", "shop"), List.of(), "shop", List.of(), "", "/")));
    private static final String ISTIO = """
            istio_requests_total{reporter="source",destination_version="v1",\
            destination_service="shop.ns.svc.cluster.local",response_code="200"} 11
            istio_requests_total{reporter="source",destination_version="v2",\
            destination_service="shop.ns.svc.cluster.local",response_code="500"} 2
            """;
    private static final String ENVOY = """
            envoy_cluster_upstream_rq{response_code_class="2xx",\
            cluster_name="outbound|80|old|shop.ns.svc.cluster.local"} 12
            envoy_cluster_upstream_rq{response_code_class="5xx",\
            cluster_name="outbound|80|new|shop.ns.svc.cluster.local"} 3
            """;

    /** As Envoy 1.40 tells them; what has ended is counted by its class, which may be filtered, and by its end. */
    @Test
    void envoyTellsWhatItHasSentAndWhatHasEnded() {
        String page = ENVOY + """
                envoy_cluster_upstream_rq_total{cluster_name="outbound|80|new|shop.ns.svc.cluster.local"} 9
                envoy_cluster_upstream_rq_cancelled{cluster_name="outbound|80|new|shop.ns.svc.cluster.local"} 1
                envoy_cluster_upstream_rq_retry{cluster_name="outbound|80|new|shop.ns.svc.cluster.local"} 2
                envoy_cluster_upstream_rq_completed{cluster_name="outbound|80|new|shop.ns.svc.cluster.local"} 3
                envoy_cluster_upstream_rq_active{cluster_name="outbound|80|new|shop.ns.svc.cluster.local"} 4
                envoy_cluster_upstream_rq_pending_active{cluster_name="outbound|80|new|shop.ns.svc.cluster.local"} 1
                envoy_cluster_upstream_rq_total{cluster_name="outbound|80|old|shop.ns.svc.cluster.local"} 12
                envoy_cluster_upstream_rq_completed{cluster_name="outbound|80|old|shop.ns.svc.cluster.local"} 12
                """;

        assertThat(read("version", page).orElseThrow().sent())
                .isEqualTo(new Sent(new InFlightRequests(9, 3, 5), new InFlightRequests(12, 12, 0)));
    }

    @Test
    void istioNamesVersionsByTheirLabel() {
        assertThat(read("version", ISTIO))
                .contains(reading(Family.Version, new CumulativeCounts(0, 2), new CumulativeCounts(11, 0)));
    }

    @Test
    void envoyNamesVersionsByTheirSubset() {
        assertThat(read("version", ENVOY))
                .contains(reading(Family.Envoy, new CumulativeCounts(0, 3), new CumulativeCounts(12, 0)));
    }

    @Test
    void istiosCountersGoBeforeEnvoys() {
        assertThat(read("version", ENVOY + ISTIO))
                .contains(reading(Family.Version, new CumulativeCounts(0, 2), new CumulativeCounts(11, 0)));
    }

    @Test
    void anotherAppsCountersAreNotTheirs() {
        assertThat(read("version", ISTIO.replace("shop.ns", "shop.other")))
                .contains(new Reading(AT, Optional.empty(), CumulativeCounts.NOTHING, CumulativeCounts.NOTHING));
    }

    /** Helm's usual label goes before the version, for the canonical revision; a sidecar tells the version beside it. */
    @ParameterizedTest
    @CsvSource({"unknown, unknown", "v1, v2", "1.0, 1.1"})
    void istioNamesVersionsByTheirCanonicalRevision(String blue, String green) {
        List<Map<String, String>> pods = List.of(helm("v1", "1.0"), helm("v2", "1.1"), helm("v0", "0.9"));
        String page = revised(blue, "1.0", 11) + revised(green, "1.1", 2) + revised("unknown", "latest", 5);

        assertThat(read(pods, ENVOY + page))
                .contains(reading(Family.Revision, new CumulativeCounts(2, 0), new CumulativeCounts(11, 0)));
    }

    /** A chart's new values make a new version of the pods, and none of the app. */
    @Test
    void envoyTellsApartWhatIstioDoesNot() {
        List<Map<String, String>> pods = List.of(helm("v1", "1.0"), helm("v2", "1.0"));
        String page = revised("unknown", "1.0", 13);

        assertThat(read(pods, ENVOY + page))
                .contains(reading(Family.Envoy, new CumulativeCounts(0, 3), new CumulativeCounts(12, 0)));
        assertThat(read(pods, page))
                .contains(new Reading(AT, Optional.empty(), CumulativeCounts.NOTHING, CumulativeCounts.NOTHING));
        assertThat(read(pods, revised("v1", "1.0", 8) + revised("v2", "1.0", 5)))
                .contains(reading(Family.Version, new CumulativeCounts(5, 0), new CumulativeCounts(8, 0)));
        assertThat(sought(pods).uncounted("gw-0", VersionRole.Green))
                .startsWith("gateways count by the canonical revision of pods")
                .contains("blue's pods (1.0) and green's (1.0) do not differ in it");
    }

    /** Whatever else the Service selects must not be counted as one of both. */
    @Test
    void istioDoesNotTellApartWhatAThirdVersionIsCalledToo() {
        List<Map<String, String>> pods = List.of(
                Map.of("track", "blue", "version", "v1"),
                Map.of("version", "v2", "track", "green"),
                Map.of("version", "v2", "track", "beta"));

        assertThat(tracked(pods, ISTIO)).isEmpty();
        assertThat(tracked(pods, ENVOY + ISTIO))
                .contains(reading(Family.Envoy, new CumulativeCounts(0, 3), new CumulativeCounts(12, 0)));
    }

    /** The subsets may select by any label. */
    @Test
    void namesComeFromThePodsOfTheSubsets() {
        List<Map<String, String>> pods =
                List.of(Map.of("track", "blue", "version", "v1"), Map.of("version", "v2", "track", "green"));

        assertThat(tracked(pods, ISTIO))
                .contains(reading(Family.Version, new CumulativeCounts(0, 2), new CumulativeCounts(11, 0)));
    }

    @Test
    void istioHasNoNameForABlueWithoutAVersionLabelAndPods() {
        assertThat(read("release", ISTIO)).isEmpty();
        assertThat(read("release", ENVOY)).isPresent();
        assertThat(sought("release").mixed())
                .contains("blue's pods (without any) and green's (v2) do not differ in it");
    }

    @Test
    void saysWhichVersionIsNotCounted() {
        assertThat(sought("version").uncounted("gw-0", VersionRole.Green))
                .startsWith(
                        "gateway gw-0 tells neither istio_requests_total nor Envoy's upstream_rq counters for version"
                                + " v2 (subset new) of host shop; turn on Istio's default metrics");
    }

    @Test
    void namesAMissingDestinationRule() {
        assertThatThrownBy(() -> VersionMetricSelector.of(TARGET, List.of(), (_, _) -> List.of()))
                .isInstanceOf(TrafficConfigException.class)
                .hasMessageContaining("no DestinationRule in namespace ns is for host shop");
    }

    private static Map<String, String> helm(String version, String appVersion) {
        return Map.of("app", "shop", "version", version, "app.kubernetes.io/version", appVersion);
    }

    private static String revised(String version, String revision, int count) {
        return """
                istio_requests_total{reporter="source",destination_version="%s",destination_canonical_revision="%s",\
                destination_service="shop.ns.svc.cluster.local",response_code="200"} %s
                """.formatted(version, revision, count);
    }

    private static Optional<Reading> read(List<Map<String, String>> pods, String page) {
        return sought(pods).read(new ScrapeResult.Read(AT, AT, GatewayMetrics.parse(page)));
    }

    private static VersionMetricSelector sought(List<Map<String, String>> pods) {
        return VersionMetricSelector.of(TARGET, List.of(MeshYaml.read(RULE.formatted("version"))), (_, _) -> pods);
    }

    private static Optional<Reading> tracked(List<Map<String, String>> pods, String page) {
        String rule = RULE.formatted("track").replace("v1}}]", "blue}}, {name: new, labels: {track: green}}]");
        return VersionMetricSelector.of(TARGET, List.of(MeshYaml.read(rule)), (_, _) -> pods)
                .read(new ScrapeResult.Read(AT, AT, GatewayMetrics.parse(page)));
    }

    private static Optional<Reading> read(String label, String page) {
        return sought(label).read(new ScrapeResult.Read(AT, AT, GatewayMetrics.parse(page)));
    }

    private static VersionMetricSelector sought(String label) {
        return VersionMetricSelector.of(TARGET, List.of(MeshYaml.read(RULE.formatted(label))), (_, _) -> List.of());
    }

    private static Reading reading(Family family, CumulativeCounts green, CumulativeCounts blue) {
        return new Reading(
                AT,
                AT,
                Optional.of(family),
                green,
                blue,
                family != Family.Envoy ? new Sent(ended(green), ended(blue)) : Sent.NOTHING);
    }

    /** Where nothing tells what was sent, what has ended was. */
    private static InFlightRequests ended(CumulativeCounts told) {
        long all = told.passed() + told.failed();
        return new InFlightRequests(all, all, 0);
    }
}
