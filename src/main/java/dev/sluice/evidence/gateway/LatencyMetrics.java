package dev.sluice.evidence.gateway;

import dev.sluice.evidence.gateway.VersionCounter.Family;
import dev.sluice.evidence.gateway.VersionCounter.Whose;
import dev.sluice.traffic.istio.IstioHost;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * How long a gateway pod's requests have taken since it started, as Prometheus histograms. Envoy takes them together every five seconds.
 *
 * @param buckets for each version, how many requests took at most so many milliseconds
 */
record LatencyMetrics(Map<Whose, TreeMap<Double, Long>> buckets) {
    private static final String ENVOY = "envoy_cluster_upstream_rq_time_bucket";
    private static final String ISTIO = "istio_request_duration_milliseconds_bucket";

    LatencyMetrics {
        buckets = Map.copyOf(buckets);
    }

    /** What a gateway is asked for: the histograms of these hosts alone, since one version's fill some three kilobytes. */
    static String filter(VersionMetricSelector selector) {
        return "istio_request_duration_milliseconds.*(" + selector.hosts() + ").*|^cluster\\.outbound\\|[^;]*\\|("
                + selector.hosts() + ")[^;]*;?\\.upstream_rq_time$";
    }

    /**
     * Reads Prometheus' text format.
     *
     * @throws IllegalArgumentException when the text is in another format
     */
    static LatencyMetrics parse(String text) {
        Map<Whose, TreeMap<Double, Long>> buckets = new HashMap<>();
        text.lines()
                .filter(line -> line.startsWith(ENVOY) || line.startsWith(ISTIO))
                .map(PrometheusSample::parse)
                .forEach(sample -> VersionCounter.whose(sample)
                        .forEach(whose -> buckets.computeIfAbsent(whose, _ -> new TreeMap<>())
                                .merge(limit(sample), (long) sample.value(), Long::sum)));
        return new LatencyMetrics(buckets);
    }

    private static double limit(PrometheusSample sample) {
        String limit = sample.label("le");
        return limit.equals("+Inf") ? Double.POSITIVE_INFINITY : Double.parseDouble(limit);
    }

    Histogram of(Family family, IstioHost host, String version) {
        return new Histogram(buckets.getOrDefault(new Whose(family, host, version), new TreeMap<>()));
    }

    boolean knows(Family family, IstioHost host, Set<String> names) {
        return names.stream().anyMatch(name -> buckets.containsKey(new Whose(family, host, name)));
    }
}
