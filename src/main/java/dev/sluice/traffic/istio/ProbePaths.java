package dev.sluice.traffic.istio;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.api.KubernetesNames;
import dev.sluice.api.ProbePathSpec;
import dev.sluice.api.ProbeProtocol;
import dev.sluice.api.ProbeSpec;
import dev.sluice.api.RouteSpec;
import dev.sluice.traffic.TrafficConfigException;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * By which path a probe comes to the managed http routes: a pinned route matches no more than the route that it is a copy of. A request takes the
 * whole way when both a route that delegates and a managed one take it, so the two are never combined.
 *
 * @param routes the managed http routes
 * @param outer the http routes that delegate to their VirtualService; empty where none does
 * @param before what takes a request for a path before any of these
 * @param effort what it may cost
 */
record ProbePaths(
        List<JsonNode> routes,
        List<JsonNode> outer,
        Function<String, Optional<ProbeOrder.Taker>> before,
        ComparisonBudget effort) {
    private static final String ROOT = "/";

    /** Of paths that are tried; which path is the right one is the policy's to say. */
    private static final int TRIED = 100;

    ProbePaths {
        routes = List.copyOf(routes);
        outer = List.copyOf(outer);
    }

    /**
     * The path that follows from what the routes match; empty where the policy's own reaches one of them.
     *
     * @throws TrafficConfigException when no probe would come by any of them
     */
    Optional<String> derived(RouteSpec route, ProbeSpec probe) {
        List<String> asked = route.probe().path().isEmpty()
                ? probe.everyPath().stream().map(ProbePathSpec::path).toList()
                : List.of(route.probe().path());
        Optional<String> lost =
                asked.stream().filter(path -> !reached(path, route, probe)).findFirst();
        if (lost.isEmpty()) {
            return Optional.empty();
        }
        boolean open = asked.equals(List.of(ROOT)) && probe.protocol() != ProbeProtocol.GRPC;
        Optional<String> follows = matches(routes, outer)
                .flatMap(match -> MatchConditions.path(match).stream())
                .distinct()
                .limit(open ? TRIED : 0)
                .filter(KubernetesNames::path)
                .filter(path -> reached(path, route, probe))
                .findFirst();
        if (follows.isEmpty()) {
            throw obstacle(route, probe, lost.get());
        }
        return follows;
    }

    private TrafficConfigException obstacle(RouteSpec route, ProbeSpec probe, String path) {
        String where = "VirtualService " + route.object();
        Optional<ProbeOrder.Taker> taker = matched(path, route, probe) ? before.apply(path) : Optional.empty();
        if (taker.isPresent()) {
            return new TrafficConfigException(taker.get().name()
                    + " stands before the managed http routes of " + where + " and takes the probes, which ask for "
                    + path
                    + ", so none would reach the app; " + cure(taker.get(), route, probe));
        }
        List<String> missing = missing(path, probe);
        if (!missing.isEmpty()) {
            return new TrafficConfigException(where + " takes to the managed http routes only requests with "
                    + String.join(", or ", missing)
                    + ", which probes do not have; set " + lacking(missing)
                    + " of the policy so that they do, or name other routes in spec.routes.httpRoutes");
        }
        String known = matches(outer, routes)
                .flatMap(match -> MatchConditions.uri(match).stream())
                .distinct()
                .collect(Collectors.joining(", "));
        return new TrafficConfigException(
                "probes ask for " + path + ", which no managed http route of " + where + " matches (" + known
                        + "), so none would reach the app; "
                        + (probe.protocol() == ProbeProtocol.GRPC
                                ? "add a match of that path to the http route"
                                : "set " + field(route, probe) + " of the policy to a path that one matches"));
    }

    private static String cure(ProbeOrder.Taker taker, RouteSpec route, ProbeSpec probe) {
        if (!taker.headers().isEmpty()) {
            return "take " + String.join(", ", taker.headers())
                    + " out of spec.health.probe.headers of the policy, or give that http route a narrower match";
        }
        return probe.protocol() == ProbeProtocol.GRPC
                ? "put it behind them, or give it a narrower match"
                : "set " + field(route, probe)
                        + " of the policy to a path that it leaves to them, or give it a narrower match";
    }

    private static String field(RouteSpec route, ProbeSpec probe) {
        return !route.probe().path().isEmpty()
                ? "spec.routes.probe.path"
                : probe.paths().isEmpty() ? "spec.health.probe.path" : "spec.health.probe.paths";
    }

    /** The field that brings it. */
    private static String lacking(List<String> missing) {
        return missing.stream().allMatch(one -> one.contains(MatchConditions.HEADER))
                ? "spec.health.probe.headers"
                : "spec.health.probe";
    }

    /** What every way asks for that probes do not have; none when some way asks for nothing more than a path. */
    private List<String> missing(String path, ProbeSpec probe) {
        boolean entered = outer.isEmpty() || free(outer, path, probe);
        return entered && free(routes, path, probe)
                ? List.of()
                : Stream.of(entered ? routes : List.<JsonNode>of(), outer)
                        .flatMap(List::stream)
                        .flatMap(one -> MatchConditions.of(one).stream())
                        .flatMap(match -> MatchConditions.missing(match, path, probe).stream())
                        .distinct()
                        .toList();
    }

    private static boolean free(List<JsonNode> routes, String path, ProbeSpec probe) {
        return routes.stream()
                .anyMatch(route -> route.path("match").isEmpty()
                        || MatchConditions.of(route).stream()
                                .anyMatch(match -> MatchConditions.missing(match, path, probe)
                                        .isEmpty()));
    }

    private boolean reached(String path, RouteSpec route, ProbeSpec probe) {
        return matched(path, route, probe) && before.apply(path).isEmpty();
    }

    private boolean matched(String path, RouteSpec route, ProbeSpec probe) {
        return taken(routes, path, route, probe) && (outer.isEmpty() || taken(outer, path, route, probe));
    }

    private boolean taken(List<JsonNode> all, String path, RouteSpec route, ProbeSpec probe) {
        return all.stream()
                .anyMatch(one -> one.path("match").isEmpty()
                        || MatchConditions.of(one).stream().anyMatch(match -> takes(match, path, route, probe)));
    }

    private boolean takes(JsonNode match, String path, RouteSpec route, ProbeSpec probe) {
        effort.need(cost(match), route.object());
        return MatchConditions.takes(match, path)
                && MatchConditions.missing(match, path, probe).isEmpty();
    }

    /** A regular expression is compiled for each text. */
    static long cost(JsonNode match) {
        return 1
                + (match.path("uri").has("regex") ? 20 : 0)
                + 20L * match.path("headers").size()
                + 20L * match.path("queryParams").size();
    }

    private static Stream<JsonNode> matches(List<JsonNode> first, List<JsonNode> then) {
        return Stream.of(first, then).flatMap(List::stream).flatMap(route -> MatchConditions.of(route).stream());
    }
}
