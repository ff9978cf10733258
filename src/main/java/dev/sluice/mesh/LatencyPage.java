package dev.sluice.mesh;

import dev.sluice.mesh.Counted.Family;
import dev.sluice.mesh.Counted.Whose;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * How long a gateway pod's requests have taken since it started, as Prometheus histograms. Envoy takes them together every five seconds.
 *
 * @param buckets for each version, how many requests took at most so many milliseconds
 */
record LatencyPage(Map<Whose, TreeMap<Double, Long>> buckets) {
    private static final String ENVOY = "envoy_cluster_upstream_rq_time_bucket";
    private static final String ISTIO = "istio_request_duration_milliseconds_bucket";

    LatencyPage {
        buckets = Map.copyOf(buckets);
    }

    /** What a gateway is asked for: the histograms of these hosts alone, since one version's fill some three kilobytes. */
    static String filter(Sought sought) {
        return "istio_request_duration_milliseconds.*(" + sought.hosts() + ").*|^cluster\\.outbound\\|[^;]*\\|("
                + sought.hosts() + ")[^;]*;?\\.upstream_rq_time$";
    }

    /**
     * Reads Prometheus' text format.
     *
     * @throws IllegalArgumentException when the text is in another format
     */
    static LatencyPage parse(String text) {
        Map<Whose, TreeMap<Double, Long>> buckets = new HashMap<>();
        text.lines()
                .filter(line -> line.startsWith(ENVOY) || line.startsWith(ISTIO))
                .map(Sample::parse)
                .forEach(sample -> Counted.whose(sample)
                        .forEach(whose -> buckets.computeIfAbsent(whose, _ -> new TreeMap<>())
                                .merge(limit(sample), (long) sample.value(), Long::sum)));
        return new LatencyPage(buckets);
    }

    private static double limit(Sample sample) {
        String limit = sample.label("le");
        return limit.equals("+Inf") ? Double.POSITIVE_INFINITY : Double.parseDouble(limit);
    }

    Histogram of(Family family, Host host, String version) {
        return new Histogram(buckets.getOrDefault(new Whose(family, host, version), new TreeMap<>()));
    }

    boolean knows(Family family, Host host, Set<String> names) {
        return names.stream().anyMatch(name -> buckets.containsKey(new Whose(family, host, name)));
    }
}
