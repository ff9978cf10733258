package dev.sluice.evidence.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.analysis.Counts;
import dev.sluice.analysis.ProbeOutcome;
import dev.sluice.analysis.ProbeResult;
import dev.sluice.analysis.VersionRole;
import dev.sluice.evidence.gateway.SlowRequests.Both;
import dev.sluice.traffic.istio.IstioHost;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** From the gateways' histograms to requests that took grossly longer than blue's do. */
class SlowRequestsTest {
    private static final double[] LIMITS = {1, 5, 10, 25, 50, 100, 250, 500, 1000, Double.POSITIVE_INFINITY};

    private final SlowRequests slow = new SlowRequests();

    @Test
    void countsWhatTakes100MillisecondsMoreThanAFastBlue() {
        read("pod", of(0, 5), of(0, 5));
        read("pod", of(0, 5), of(400, 5));
        slow.drain();

        read("pod", of(100, 405), of(700, 5));

        assertThat(slow.drain()).isEqualTo(new Counts(100, 100, 300, 0));
    }

    @Test
    void countsWhatTookThreeTimesAsLongAndMore() {
        read("pod", of(0, 5), of(0, 200));
        read("pod", of(0, 5), of(400, 200));
        slow.drain();

        read("pod", of(100, 2000), of(700, 200));

        assertThat(slow.drain()).isEqualTo(new Counts(100, 100, 300, 0));
    }

    /** At weight 100 blue has no others. */
    @Test
    void ourOwnProbesAreNoUsers() {
        read("pod", of(0, 5), of(0, 5));
        read("pod", of(0, 5), of(400, 5));
        slow.drain();
        for (int i = 0; i < 50; i++) {
            slow.exclude(probe(VersionRole.Blue, 5));
            slow.exclude(probe(VersionRole.Green, i < 10 ? 405 : 5));
        }

        read("pod", of(100, 405), of(450, 5));

        assertThat(slow.drain()).isEqualTo(new Counts(90, 90, 0, 0));
    }

    /** A probe is known at once, and the histograms seconds later. */
    @Test
    void aProbeWaitsForTheHistogramThatTellsIt() {
        read("pod", of(0, 5), of(0, 5));
        read("pod", of(0, 5), of(400, 5));
        slow.drain();
        for (int i = 0; i < 50; i++) {
            slow.exclude(probe(VersionRole.Blue, 5));
        }

        read("pod", of(0, 5), of(430, 5));
        read("pod", of(0, 5), of(460, 5));

        assertThat(slow.drain()).isEqualTo(new Counts(0, 0, 10, 0));
    }

    @Test
    void countsNothingBeforeBluesUsualTimeIsKnown() {
        read("pod", of(0, 5), of(0, 5));
        read("pod", of(50, 405), of(99, 5));

        assertThat(slow.drain()).isEqualTo(Counts.NONE);
    }

    @Test
    void callsLessThan100MillisecondsMoreOfAFastBlueNotGross() {
        read("pod", of(0, 5), of(0, 5));
        read("pod", of(50, 100), of(400, 5));

        assertThat(slow.drain()).isEqualTo(new Counts(50, 0, 400, 0));
    }

    @Test
    void aPodThatStartedAnewIsCountedFromItsStart() {
        read("pod", of(0, 5), of(1000, 5));
        read("pod", of(0, 5), of(1400, 5));
        slow.drain();

        read("pod", of(10, 405), of(30, 5));

        assertThat(slow.drain()).isEqualTo(new Counts(10, 10, 30, 0));
    }

    @Test
    void whatOnePodToldWaitsForTheOthers() {
        read("pod", of(0, 5), of(0, 5));
        slow.read("pod", new Both(of(10, 5), of(400, 5)));

        assertThat(slow.drain()).isEqualTo(Counts.NONE);
    }

    @Test
    void forgetsPodsThatAreGone() {
        read("pod", of(0, 5), of(0, 5));
        slow.keep(Set.of());
        read("pod", of(10, 5), of(400, 5));

        assertThat(slow.drain()).isEqualTo(Counts.NONE);
    }

    @Test
    void readsTheHistogramsOfBothFamilies() {
        String envoy = """
                envoy_cluster_upstream_rq_time_bucket{envoy_cluster_name="outbound|80|v2|shop.ns.svc.cluster.local",le="5"} 3
                envoy_cluster_upstream_rq_time_bucket{envoy_cluster_name="outbound|80|v2|shop.ns.svc.cluster.local",le="+Inf"} 4
                """;
        String istio = """
                istio_request_duration_milliseconds_bucket{reporter="source",destination_service="shop.ns.svc.cluster.local",destination_version="v2",le="5"} 7
                istio_request_duration_milliseconds_bucket{reporter="source",destination_service="shop.ns.svc.cluster.local",destination_version="v2",le="+Inf"} 9
                """;

        LatencyMetrics page = LatencyMetrics.parse(envoy + istio);

        Histogram byEnvoy = page.of(VersionCounter.Family.Envoy, new IstioHost("shop", "ns"), "v2");
        Histogram byIstio = page.of(VersionCounter.Family.Version, new IstioHost("shop", "ns"), "v2");
        assertThat(byEnvoy.total()).isEqualTo(4);
        assertThat(byEnvoy.beyond(5)).isEqualTo(1);
        assertThat(byIstio.total()).isEqualTo(9);
        assertThat(byIstio.beyond(5)).isEqualTo(2);
    }

    private static ProbeResult probe(VersionRole role, long millis) {
        return new ProbeResult(Instant.EPOCH, role, ProbeOutcome.Passed, "200", "pod", 200, Duration.ofMillis(millis));
    }

    private void read(String pod, Histogram green, Histogram blue) {
        slow.read(pod, new Both(green, blue));
        slow.read();
    }

    /** So many requests, all of which took so many milliseconds. */
    private static Histogram of(long requests, double millis) {
        TreeMap<Double, Long> buckets = new TreeMap<>();
        for (double limit : LIMITS) {
            buckets.put(limit, millis <= limit ? requests : 0);
        }
        return new Histogram(buckets);
    }
}
