package dev.sluice.mesh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.mesh.Counted.Family;
import dev.sluice.mesh.PodBook.Reading;
import dev.sluice.mesh.PodBook.Sent;
import dev.sluice.rollout.Colour;
import dev.sluice.rollout.Target;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Under which names a page counts blue and green. */
class SoughtTest {
    private static final Instant AT = Instant.parse("2026-01-01T00:00:00Z");
    private static final String RULE = """
            metadata: {name: shop}
            spec: {host: shop.ns.svc.cluster.local, subsets: [{name: old, labels: {%s: v1}}]}
            """;
    private static final Target TARGET = new Target(
            "ns",
            "shop-1",
            "pin",
            "old",
            "new",
            "v2",
            List.of(new Target.Route("shop", List.of(), "shop", List.of(), "", "/")));
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
                .isEqualTo(new Sent(new InFlight(9, 3, 5), new InFlight(12, 12, 0)));
    }

    @Test
    void istioNamesVersionsByTheirLabel() {
        assertThat(read("version", ISTIO)).contains(reading(Family.Istio, new Told(0, 2), new Told(11, 0)));
    }

    @Test
    void envoyNamesVersionsByTheirSubset() {
        assertThat(read("version", ENVOY)).contains(reading(Family.Envoy, new Told(0, 3), new Told(12, 0)));
    }

    @Test
    void istiosCountersGoBeforeEnvoys() {
        assertThat(read("version", ENVOY + ISTIO)).contains(reading(Family.Istio, new Told(0, 2), new Told(11, 0)));
    }

    @Test
    void anotherAppsCountersAreNotTheirs() {
        assertThat(read("version", ISTIO.replace("shop.ns", "shop.other")))
                .contains(new Reading(AT, Optional.empty(), Told.NOTHING, Told.NOTHING));
    }

    @Test
    void istioHasNoNameForABlueWithoutAVersionLabel() {
        assertThat(read("release", ISTIO)).isEmpty();
        assertThat(read("release", ENVOY)).isPresent();
        assertThat(sought("release").unlabelled())
                .isEqualTo("blue's subset old selects no label version, by which Istio counts requests;"
                        + " let the DestinationRule select it by one");
    }

    @Test
    void saysWhichVersionIsNotCounted() {
        assertThat(sought("version").uncounted("gw-0", Colour.Green))
                .startsWith(
                        "gateway gw-0 tells neither istio_requests_total nor Envoy's upstream_rq counters for version"
                                + " v2 (subset new) of host shop; turn on Istio's default metrics");
    }

    @Test
    void namesAMissingDestinationRule() {
        assertThatThrownBy(() -> Sought.of(TARGET, List.of()))
                .isInstanceOf(Obstacle.class)
                .hasMessageContaining("no DestinationRule in namespace ns is for host shop");
    }

    private static Optional<Reading> read(String label, String page) {
        return sought(label).read(new Scrape.Read(AT, AT, CounterPage.parse(page)));
    }

    private static Sought sought(String label) {
        return Sought.of(TARGET, List.of(Yaml.read(RULE.formatted(label))));
    }

    private static Reading reading(Family family, Told green, Told blue) {
        return new Reading(
                AT,
                AT,
                Optional.of(family),
                green,
                blue,
                family == Family.Istio ? new Sent(ended(green), ended(blue)) : Sent.NOTHING);
    }

    /** Where nothing tells what was sent, what has ended was. */
    private static InFlight ended(Told told) {
        long all = told.passed() + told.failed();
        return new InFlight(all, all, 0);
    }
}
