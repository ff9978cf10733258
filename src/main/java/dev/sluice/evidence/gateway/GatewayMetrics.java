package dev.sluice.evidence.gateway;

import dev.sluice.evidence.gateway.VersionCounter.Family;
import dev.sluice.evidence.gateway.VersionCounter.Whose;
import dev.sluice.traffic.istio.IstioHost;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * What a gateway pod tells at one moment.
 *
 * @param told what it has counted since it started, of every version of every app
 * @param inFlight what it has sent, answered or not
 */
record GatewayMetrics(Map<Whose, CumulativeCounts> told, Map<Whose, InFlightRequests> inFlight) {
    private static final String WHICH = "([1-5]xx|total|completed|retry|cancelled|active|pending_active)$";

    /** What a gateway need not tell: everything else. It is wide enough for all apps, so that one page serves them all. */
    static final String FILTER = "istio_requests_total|^cluster\\.outbound\\|[^;]*;?\\.upstream_rq_" + WHICH;

    GatewayMetrics {
        told = Map.copyOf(told);
        inFlight = Map.copyOf(inFlight);
    }

    /** The same for one release's hosts alone, where others fill more than a page. */
    static String filter(VersionMetricSelector selector) {
        return "istio_requests_total.*(" + selector.hosts() + ").*|^cluster\\.outbound\\|[^;]*\\|(" + selector.hosts()
                + ")[^;]*;?\\.upstream_rq_" + WHICH;
    }

    /**
     * Reads Prometheus' text format. What is not there has not been counted yet.
     *
     * @throws IllegalArgumentException when the text is in another format
     */
    static GatewayMetrics parse(String text) {
        Map<Whose, CumulativeCounts> told = new HashMap<>();
        Map<Whose, InFlightRequests> inFlight = new HashMap<>();
        boolean first = true;
        for (String line : (Iterable<String>) text.lines()::iterator) {
            if (line.isBlank() || line.startsWith("#")) {
                continue;
            }
            // Of all other lines the first is proof enough that this is no login page.
            if (first || VersionCounter.relevant(line)) {
                PrometheusSample sample = PrometheusSample.parse(line);
                VersionCounter.of(sample).forEach(one -> told.merge(one.whose(), one.told(), CumulativeCounts::plus));
                VersionCounter.sent(sample)
                        .forEach(one -> inFlight.merge(one.whose(), one.inFlight(), InFlightRequests::plus));
            }
            first = false;
        }
        return new GatewayMetrics(told, inFlight);
    }

    CumulativeCounts of(Family family, IstioHost host, String version) {
        return told.getOrDefault(new Whose(family, host, version), CumulativeCounts.NOTHING);
    }

    /** A gateway that tells what it has sent and not what of it was answered tells nothing: all would seem to hang. */
    private boolean tellsAnswered() {
        return inFlight.entrySet().stream()
                .anyMatch(each -> each.getKey().family() == Family.Envoy
                        && each.getValue().answered() > 0);
    }

    /**
     * What was sent to a version; by Envoy's own counters where it tells them, else by what Istio counts at a request's end.
     *
     * @param names the version's, in a family of Istio's; none where that does not tell it from others
     */
    InFlightRequests sent(IstioHost host, Family family, Set<String> names, String subset) {
        InFlightRequests envoy = inFlight.getOrDefault(new Whose(Family.Envoy, host, subset), InFlightRequests.NOTHING);
        return envoy.sent() > 0 && tellsAnswered()
                ? envoy
                : names.stream()
                        .map(name -> inFlight.getOrDefault(new Whose(family, host, name), InFlightRequests.NOTHING))
                        .reduce(InFlightRequests.NOTHING, InFlightRequests::plus);
    }

    /** Whether something was counted under one of these names. */
    boolean knows(Family family, IstioHost host, Set<String> names) {
        return names.stream().anyMatch(name -> told.containsKey(new Whose(family, host, name)));
    }

    boolean knows(Family family, IstioHost host) {
        return told.keySet().stream()
                .anyMatch(whose -> whose.family() == family && whose.host().equals(host));
    }

    /** Whether Envoy tells what it has sent to a host, answered or not. */
    boolean tellsSent(IstioHost host) {
        return tellsAnswered()
                && inFlight.entrySet().stream()
                        .anyMatch(each -> each.getKey().family() == Family.Envoy
                                && each.getKey().host().equals(host)
                                && each.getValue().sent() > 0);
    }
}
