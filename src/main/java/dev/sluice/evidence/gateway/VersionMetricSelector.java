package dev.sluice.evidence.gateway;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.analysis.VersionRole;
import dev.sluice.evidence.gateway.PodCounterTracker.Reading;
import dev.sluice.evidence.gateway.VersionCounter.Family;
import dev.sluice.rollout.TrafficTarget;
import dev.sluice.traffic.TrafficConfigException;
import dev.sluice.traffic.istio.DestinationSubsets;
import dev.sluice.traffic.istio.IstioHost;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiFunction;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Under which names a gateway counts both versions of one rollout.
 *
 * @param target what the rollout moves
 * @param names of each destination host, the names in each of Istio's families
 */
record VersionMetricSelector(TrafficTarget target, Map<IstioHost, Map<Family, VersionNames>> names) {
    VersionMetricSelector {
        names = Map.copyOf(names);
    }

    /**
     * Looks the names up.
     *
     * @param pods the labels of a host's pods that have some keys; none where they are not known
     * @throws TrafficConfigException when a destination has no DestinationRule
     */
    static VersionMetricSelector of(
            TrafficTarget target,
            List<ObjectNode> rules,
            BiFunction<IstioHost, Set<String>, List<Map<String, String>>> pods) {
        Map<IstioHost, Map<Family, VersionNames>> names = new LinkedHashMap<>();
        for (TrafficTarget.Route route : target.routes()) {
            ObjectNode rule = DestinationSubsets.rule(rules, route.host(), target.namespace());
            IstioHost host = IstioHost.of(route.host(), target.namespace());
            Map<String, String> blue = DestinationSubsets.labels(rule, target.blue())
                    .map(DestinationSubsets::map)
                    .orElse(Map.of());
            Map<String, String> green = DestinationSubsets.labels(rule, target.green())
                    .map(DestinationSubsets::map)
                    .orElse(Map.of(DestinationSubsets.VERSION, target.version()));
            names.put(host, VersionNames.of(blue, green, pods.apply(host, keys(blue, green))));
        }
        return new VersionMetricSelector(target, names);
    }

    /** Of the labels by which pods are counted, and their versions told apart. */
    private static Set<String> keys(Map<String, String> blue, Map<String, String> green) {
        return Stream.of(VersionNames.REVISION, blue.keySet(), green.keySet())
                .flatMap(Collection::stream)
                .collect(Collectors.toSet());
    }

    /** A regular expression of the beginnings of the hosts' whole names, as they stand in the names of Envoy's statistics. */
    String hosts() {
        return names.keySet().stream()
                .map(host ->
                        host.namespace().isEmpty() ? host.service() : host.service() + "." + host.namespace() + ".svc")
                .map(name -> name.replaceAll("[^A-Za-z0-9_-]", "\\\\$0"))
                .sorted()
                .collect(Collectors.joining("|"));
    }

    /**
     * Reads a page; Istio's own counters, which know the gRPC status, before Envoy's where they tell both versions apart. Empty when no
     * family on the page does.
     */
    Optional<Reading> read(ScrapeResult.Read scrape) {
        GatewayMetrics page = scrape.page();
        Optional<Family> family = family((one, host) -> page.knows(one, host, all(one, host)));
        boolean mixed = family.isEmpty()
                && Stream.of(Family.Revision, Family.Version).noneMatch(this::apart)
                && names.keySet().stream().anyMatch(host -> page.knows(Family.Revision, host));
        if (mixed) {
            return Optional.empty();
        }
        return Optional.of(new Reading(
                scrape.begun(),
                scrape.ended(),
                family,
                told(page, family, VersionRole.Green),
                told(page, family, VersionRole.Blue),
                new PodCounterTracker.Sent(
                        sent(page, family, VersionRole.Green), sent(page, family, VersionRole.Blue))));
    }

    /** How long requests of both versions took, by the same rule. */
    SlowRequests.Both read(LatencyMetrics page) {
        Family family =
                family((one, host) -> page.knows(one, host, all(one, host))).orElse(Family.Envoy);
        Histogram green = Histogram.NOTHING;
        Histogram blue = Histogram.NOTHING;
        for (IstioHost host : names.keySet()) {
            for (String name : names(family, host, VersionRole.Green)) {
                green = green.plus(page.of(family, host, name));
            }
            for (String name : names(family, host, VersionRole.Blue)) {
                blue = blue.plus(page.of(family, host, name));
            }
        }
        return new SlowRequests.Both(green, blue);
    }

    /** Why the page tells neither version's requests from others. */
    String mixed() {
        return "gateways count by the canonical revision of pods (the label service.istio.io/canonical-revision, else app.kubernetes.io/version,"
                + " else version), and blue's pods (" + called(Family.Revision, VersionRole.Blue) + ") and green's ("
                + called(Family.Revision, VersionRole.Green)
                + ") do not differ in it from each other and from all other pods of the Service; give them labels that do, or add"
                + " cluster.outbound to the gateways' proxyStatsMatcher, so that they count by subset too";
    }

    /** Why a version's probes are not on a page. */
    String uncounted(String gateway, VersionRole role) {
        return (apart(Family.Revision) ? "" : mixed() + "; ") + "gateway " + gateway
                + " tells neither istio_requests_total nor Envoy's upstream_rq counters for version "
                + called(Family.Revision, role) + " (subset "
                + (role == VersionRole.Green ? target.green() : target.blue()) + ") of host "
                + target.routes().stream()
                        .map(TrafficTarget.Route::host)
                        .distinct()
                        .collect(Collectors.joining(", "))
                + "; turn on Istio's default metrics, or add cluster.outbound to its proxyStatsMatcher";
    }

    private String called(Family family, VersionRole role) {
        Set<String> all = new TreeSet<>();
        names.keySet().forEach(host -> all.addAll(names(family, host, role)));
        all.remove("");
        return all.isEmpty() ? "without any" : String.join(", ", all);
    }

    /** Whether a page knows a host by a version's name in a family. */
    private interface Known {
        boolean test(Family family, IstioHost host);
    }

    private Optional<Family> family(Known known) {
        Predicate<Family> told = family -> names.keySet().stream().anyMatch(host -> known.test(family, host));
        return Stream.of(Family.Revision, Family.Version, Family.Envoy)
                .filter(family -> apart(family) && told.test(family))
                .findFirst();
    }

    private boolean apart(Family family) {
        return family == Family.Envoy
                || names.values().stream()
                        .allMatch(each -> Optional.ofNullable(each.get(family))
                                .filter(VersionNames::apart)
                                .isPresent());
    }

    private Set<String> all(Family family, IstioHost host) {
        return Stream.of(VersionRole.Blue, VersionRole.Green)
                .flatMap(role -> names(family, host, role).stream())
                .collect(Collectors.toSet());
    }

    private Set<String> names(Family family, IstioHost host, VersionRole role) {
        if (family == Family.Envoy) {
            return Set.of(subset(role));
        }
        return Optional.ofNullable(names.get(host))
                .flatMap(each -> Optional.ofNullable(each.get(family)))
                .map(each -> role == VersionRole.Green ? each.green() : each.blue())
                .orElse(Set.of());
    }

    private String subset(VersionRole role) {
        return role == VersionRole.Green ? target.green() : target.blue();
    }

    private CumulativeCounts told(GatewayMetrics page, Optional<Family> family, VersionRole role) {
        return family.stream()
                .flatMap(one -> names.keySet().stream()
                        .flatMap(host -> names(one, host, role).stream().map(name -> page.of(one, host, name))))
                .reduce(CumulativeCounts.NOTHING, CumulativeCounts::plus);
    }

    private InFlightRequests sent(GatewayMetrics page, Optional<Family> family, VersionRole role) {
        Family one = family.orElse(Family.Envoy);
        return names.keySet().stream()
                .map(host ->
                        page.sent(host, one, one == Family.Envoy ? Set.of() : names(one, host, role), subset(role)))
                .reduce(InFlightRequests.NOTHING, InFlightRequests::plus);
    }
}
