package dev.sluice.traffic.istio;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.api.ProbeSpec;
import dev.sluice.api.RouteSpec;
import dev.sluice.traffic.TrafficConfigException;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;

/**
 * Whether probes that come in by a gateway reach the managed http routes.
 *
 * @param objects where the VirtualServices are that routes delegate to
 * @param namespace the policy's
 * @param own the VirtualService with the managed http routes
 * @param bound the one with hosts; the same where nothing delegates to it
 * @param managed the managed http routes
 * @param ours those of the VirtualService with hosts that lead there
 * @param effort what it may cost
 * @param spare what it may cost to look at other routes
 */
record ProbeReach(
        MeshObjects objects,
        String namespace,
        ObjectNode own,
        ObjectNode bound,
        List<JsonNode> managed,
        List<JsonNode> ours,
        ComparisonBudget effort,
        ComparisonBudget spare) {
    /**
     * Looks at one place.
     *
     * @param entrance the place
     * @param older VirtualServices of others whose routes come before those of ours there
     * @throws TrafficConfigException when probes, or all users, meet another route
     */
    void check(ListenerHost entrance, List<ObjectNode> older, RouteSpec route, ProbeSpec probe) {
        checkOpen(entrance, own, managed);
        checkOpen(entrance, bound, ours);
        checkOrder(entrance);
        checkPath(entrance, older, route, probe);
    }

    /** Pinned routes match what the managed ones do, so where those take nothing no probe comes through. */
    private static void checkOpen(ListenerHost entrance, ObjectNode virtualService, List<JsonNode> routes) {
        String home = virtualService.at("/metadata/namespace").asText();
        entrance.missing(routes, home).ifPresent(missing -> {
            throw new TrafficConfigException("the managed http routes of VirtualService " + name(virtualService)
                    + " take only requests " + missing + ", and probes come by " + entrance
                    + ", so none would reach the app; "
                    + (missing.startsWith(ListenerHost.OTHER_HOST)
                            ? "set spec.health.probe.host of the policy to a host that they take"
                            : "mend their match, or name other routes in spec.routes.httpRoutes of the policy"));
        });
    }

    /** The path of probes may follow from a match that takes nothing there, or be another route's there. */
    private void checkPath(ListenerHost entrance, List<ObjectNode> older, RouteSpec route, ProbeSpec probe) {
        List<JsonNode> outer = bound == own ? List.of() : ours;
        String home = bound.at("/metadata/namespace").asText(namespace);
        ProbeOrder order = new ProbeOrder(objects, bound, own, new HashSet<>(managed), probe, spare);
        ProbeOrder.Entrance here = new ProbeOrder.Entrance(Optional.of(entrance), older);
        Optional<String> asked = new ProbePaths(
                        managed, outer, path -> order.taker(path, ProbeOrder.Entrance.ANYWHERE), effort)
                .derived(route, probe);
        new ProbePaths(
                        entrance.open(managed, namespace),
                        entrance.open(outer, home),
                        path -> order.taker(path, here),
                        effort)
                .derived(route, probe)
                .filter(path -> !asked.equals(Optional.of(path)))
                .ifPresent(path -> {
                    throw new TrafficConfigException("VirtualService " + name(own)
                            + " takes to the managed http routes "
                            + path + ", but not " + asked.orElse("the path of the policy") + ", of what comes by "
                            + entrance + ", by which probes come; set spec.routes.probe.path of the policy to " + path);
                });
    }

    /** A route that stands before and takes all that comes by ours takes the users of both versions. */
    private void checkOrder(ListenerHost entrance) {
        RoutePrecedence precedence = new RoutePrecedence(entrance, objects, effort);
        precedence.inside(own, managed).ifPresent(first -> {
            throw new TrafficConfigException(first + " of VirtualService " + name(own)
                    + " stands before the managed http routes and takes all of their requests on " + entrance
                    + ", by which probes come; put it behind them, or give it a narrower match");
        });
        if (bound != own) {
            precedence.inside(bound, ours).ifPresent(first -> {
                throw new TrafficConfigException(first + " of VirtualService " + name(bound)
                        + " stands before the one that delegates to " + name(own) + " and takes all of its requests on "
                        + entrance + ", by which probes come; put it behind, or give it a narrower match");
            });
        }
    }

    private static String name(JsonNode object) {
        return object.at("/metadata/name").asText();
    }
}
