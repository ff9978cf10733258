package dev.sluice.mesh;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.mesh.Counted.Family;
import dev.sluice.mesh.PodBook.Reading;
import dev.sluice.rollout.Colour;
import dev.sluice.rollout.Target;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Under which names a gateway counts both versions of one rollout.
 *
 * @param target what the rollout moves
 * @param versions of each destination host, the {@code version} label of blue; empty where blue's subset selects none
 */
record Sought(Target target, Map<Host, String> versions) {
    Sought {
        versions = Map.copyOf(versions);
    }

    /**
     * Looks the names up.
     *
     * @throws Obstacle when a destination has no DestinationRule
     */
    static Sought of(Target target, List<ObjectNode> rules) {
        Map<Host, String> versions = new LinkedHashMap<>();
        for (Target.Route route : target.routes()) {
            ObjectNode rule = Subsets.rule(rules, route.host(), target.namespace());
            versions.put(
                    Host.of(route.host(), target.namespace()),
                    Subsets.labels(rule, target.blue())
                            .map(labels -> labels.path(Subsets.VERSION).asText())
                            .orElse(""));
        }
        return new Sought(target, versions);
    }

    /** A regular expression of the beginnings of the hosts' whole names, as they stand in the names of Envoy's statistics. */
    String hosts() {
        return versions.keySet().stream()
                .map(host ->
                        host.namespace().isEmpty() ? host.service() : host.service() + "." + host.namespace() + ".svc")
                .map(name -> name.replaceAll("[^A-Za-z0-9_-]", "\\\\$0"))
                .sorted()
                .collect(Collectors.joining("|"));
    }

    /** Reads a page; Istio's own counters before Envoy's, which know no gRPC status. Empty when blue has no name on it. */
    Optional<Reading> read(Scrape.Read scrape) {
        CounterPage page = scrape.page();
        Optional<Family> family = family(page);
        if (family.equals(Optional.of(Family.Istio)) && versions.containsValue("")) {
            return Optional.empty();
        }
        return Optional.of(new Reading(
                scrape.begun(),
                scrape.ended(),
                family,
                family.map(it -> green(page, it)).orElse(Told.NOTHING),
                family.map(it -> blue(page, it)).orElse(Told.NOTHING),
                new PodBook.Sent(
                        sent(page, _ -> target.version(), target.green()), sent(page, versions::get, target.blue()))));
    }

    /** How long requests of both versions took, by either family of metrics. */
    SlowRequests.Both read(LatencyPage page) {
        Family family = page.knows(Family.Istio) && !versions.containsValue("") ? Family.Istio : Family.Envoy;
        Histogram green = Histogram.NOTHING;
        Histogram blue = Histogram.NOTHING;
        for (Map.Entry<Host, String> entry : versions.entrySet()) {
            boolean istio = family == Family.Istio;
            green = green.plus(page.of(family, entry.getKey(), istio ? target.version() : target.green()));
            blue = blue.plus(page.of(family, entry.getKey(), istio ? entry.getValue() : target.blue()));
        }
        return new SlowRequests.Both(green, blue);
    }

    /** Why blue has no name on a page. */
    String unlabelled() {
        return "blue's subset " + target.blue() + " selects no label " + Subsets.VERSION
                + ", by which Istio counts requests; let the DestinationRule select it by one";
    }

    /** Why a version's probes are not on a page. */
    String uncounted(String gateway, Colour colour) {
        return "gateway " + gateway + " tells neither istio_requests_total nor Envoy's upstream_rq counters for "
                + (colour == Colour.Green
                        ? "version " + target.version() + " (subset " + target.green() + ")"
                        : "version " + String.join(", ", new TreeSet<>(versions.values())) + " (subset " + target.blue()
                                + ")")
                + " of host "
                + target.routes().stream().map(Target.Route::host).distinct().collect(Collectors.joining(", "))
                + "; turn on Istio's default metrics, or add cluster.outbound to its proxyStatsMatcher";
    }

    private InFlight sent(CounterPage page, Function<Host, @Nullable String> version, String subset) {
        return versions.keySet().stream()
                .map(host -> page.sent(host, String.valueOf(version.apply(host)), subset))
                .reduce(InFlight.NOTHING, InFlight::plus);
    }

    private Optional<Family> family(CounterPage page) {
        return List.of(Family.Istio, Family.Envoy).stream()
                .filter(family -> versions.keySet().stream().anyMatch(host -> page.knows(family, host)))
                .findFirst();
    }

    private Told green(CounterPage page, Family family) {
        String name = switch (family) {
            case Istio -> target.version();
            case Envoy -> target.green();
        };
        return versions.keySet().stream()
                .map(host -> page.of(family, host, name))
                .reduce(Told.NOTHING, Told::plus);
    }

    private Told blue(CounterPage page, Family family) {
        return versions.entrySet().stream()
                .map(entry -> page.of(
                        family,
                        entry.getKey(),
                        switch (family) {
                            case Istio -> entry.getValue();
                            case Envoy -> target.blue();
                        }))
                .reduce(Told.NOTHING, Told::plus);
    }
}
