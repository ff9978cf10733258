package dev.sluice.mesh;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.policy.ProbePathSpec;
import dev.sluice.policy.ProbeProtocol;
import dev.sluice.policy.ProbeSpec;
import dev.sluice.policy.RouteSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * By which path a probe comes to the managed http routes: a pinned route matches no more than the route that it is a copy of.
 *
 * @param routes the managed http routes
 * @param outer the http routes that delegate to their VirtualService; empty where none does
 */
record ProbePaths(List<JsonNode> routes, List<JsonNode> outer) {
    private static final String ROOT = "/";

    ProbePaths {
        routes = List.copyOf(routes);
        outer = List.copyOf(outer);
    }

    /**
     * The path that follows from what the routes match; empty where the policy's own reaches one of them.
     *
     * @throws Obstacle when no probe would come by any of them
     */
    Optional<String> derived(RouteSpec route, ProbeSpec probe) {
        List<String> asked = route.probe().path().isEmpty()
                ? probe.everyPath().stream().map(ProbePathSpec::path).toList()
                : List.of(route.probe().path());
        List<List<JsonNode>> ways = ways();
        Optional<String> lost = asked.stream()
                .filter(path -> ways.stream().noneMatch(way -> takes(way, path, probe)))
                .findFirst();
        if (lost.isEmpty()) {
            return Optional.empty();
        }
        boolean open = asked.equals(List.of(ROOT)) && probe.protocol() != ProbeProtocol.GRPC;
        Optional<String> follows = ways.stream()
                .flatMap(way -> way.stream()
                        .flatMap(match -> Matching.path(match).stream())
                        .filter(path -> takes(way, path, probe)))
                .findFirst()
                .filter(path -> open);
        if (follows.isEmpty()) {
            throw obstacle(route, probe, lost.get(), ways);
        }
        return follows;
    }

    private Obstacle obstacle(RouteSpec route, ProbeSpec probe, String path, List<List<JsonNode>> ways) {
        String where = "VirtualService " + route.virtualService();
        List<String> missing = ways.stream()
                .map(way -> way.stream()
                        .flatMap(match -> Matching.missing(match, path, probe).stream())
                        .findFirst()
                        .orElse(""))
                .distinct()
                .toList();
        if (!missing.contains("")) {
            return new Obstacle(where + " takes to the managed http routes only requests with "
                    + String.join(", or ", missing)
                    + ", which probes do not have; set spec.health.probe of the policy so that they do, or name other routes in"
                    + " spec.routes.httpRoutes");
        }
        String field = !route.probe().path().isEmpty()
                ? "spec.routes.probe.path"
                : probe.paths().isEmpty() ? "spec.health.probe.path" : "spec.health.probe.paths";
        String known = ways.stream()
                .flatMap(List::stream)
                .flatMap(match -> Matching.uri(match).stream())
                .distinct()
                .collect(Collectors.joining(", "));
        return new Obstacle(
                "probes ask for " + path + ", which no managed http route of " + where + " matches (" + known
                        + "), so none would reach the app; "
                        + (probe.protocol() == ProbeProtocol.GRPC
                                ? "add a match of that path to the http route"
                                : "set " + field + " of the policy to a path that one matches"));
    }

    private static boolean takes(List<JsonNode> way, String path, ProbeSpec probe) {
        return way.stream()
                .allMatch(match -> Matching.takes(match, path)
                        && Matching.missing(match, path, probe).isEmpty());
    }

    /** Each way to a managed route: what all has to match. */
    private List<List<JsonNode>> ways() {
        return routes.stream()
                .flatMap(route -> alternatives(route)
                        .flatMap(own -> outer.isEmpty()
                                ? Stream.of(own)
                                : outer.stream()
                                        .flatMap(root -> alternatives(root).map(way -> joined(way, own)))))
                .toList();
    }

    private static Stream<List<JsonNode>> alternatives(JsonNode route) {
        List<JsonNode> matches = Matching.of(route);
        return matches.isEmpty() ? Stream.of(List.of()) : matches.stream().map(List::of);
    }

    private static List<JsonNode> joined(List<JsonNode> one, List<JsonNode> other) {
        List<JsonNode> both = new ArrayList<>(one);
        both.addAll(other);
        return both;
    }
}
