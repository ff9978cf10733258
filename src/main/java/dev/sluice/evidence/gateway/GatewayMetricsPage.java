package dev.sluice.evidence.gateway;

import dev.sluice.rollout.GatewayEndpoint;
import dev.sluice.traffic.istio.IstioHost;
import java.util.Arrays;

/** A gateway pod's page of counters, looked at for people, outside of any release. */
public final class GatewayMetricsPage {
    private final GatewayMetrics metrics;

    private GatewayMetricsPage(GatewayMetrics metrics) {
        this.metrics = metrics;
    }

    /**
     * Reads a page.
     *
     * @throws IllegalArgumentException when it is not in Prometheus' text format
     */
    public static GatewayMetricsPage parse(String text) {
        return new GatewayMetricsPage(GatewayMetrics.parse(text));
    }

    /** Path and query by which a gateway pod is asked for no more than its counters of requests. */
    public static String uri(GatewayEndpoint.Counters counters) {
        return GatewayMetricsScraper.uri(counters);
    }

    /** Whether it knows a destination host, by either family of metrics. */
    public boolean knows(String host, String namespace) {
        return Arrays.stream(VersionCounter.Family.values())
                .anyMatch(family -> metrics.knows(family, IstioHost.of(host, namespace)));
    }

    /** Whether it tells what was sent to a host and not yet answered. */
    public boolean tellsSent(String host, String namespace) {
        return metrics.tellsSent(IstioHost.of(host, namespace));
    }
}
