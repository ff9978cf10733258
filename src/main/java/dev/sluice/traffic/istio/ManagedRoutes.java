package dev.sluice.traffic.istio;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.rollout.TrafficTarget;
import dev.sluice.traffic.TrafficConfigException;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** Finds the http routes of a VirtualService that a rollout moves. */
final class ManagedRoutes {
    private ManagedRoutes() {}

    static JsonNode http(JsonNode virtualService) {
        return virtualService.at("/spec/http");
    }

    /**
     * The managed routes, at least one.
     *
     * @throws TrafficConfigException when there is none, a named one is missing, or several destinations of one lead to the same version
     */
    static List<IstioHttpRoute> of(ObjectNode virtualService, TrafficTarget target, TrafficTarget.Route route) {
        for (String name : route.httpRoutes()) {
            if (all(virtualService, target, route).noneMatch(one -> one.name().equals(name))) {
                throw obstacle(
                        route,
                        "has no http route named " + name + "; it has " + names(virtualService)
                                + "; mend it or the policy's httpRoutes");
            }
        }
        List<IstioHttpRoute> managed = left(virtualService, target, route);
        managed.forEach(one -> one.repeated().ifPresent(subset -> {
            throw VirtualServiceInspection.severalDestinations(route.ref().name(), one.json(), subset);
        }));
        return managed;
    }

    /**
     * Those that are still there, at least one: what can go back goes back, whatever has become of the others.
     *
     * @throws TrafficConfigException when there is none
     */
    static List<IstioHttpRoute> left(ObjectNode virtualService, TrafficTarget target, TrafficTarget.Route route) {
        List<IstioHttpRoute> managed = in(virtualService, target, route);
        if (managed.isEmpty()) {
            throw obstacle(
                    route,
                    "sends nothing to subset " + target.blue() + " or " + target.green() + " of " + route.host()
                            + "; put the destination back, or abort the rollout");
        }
        return managed;
    }

    /** The managed routes, in their order; none when all are gone. */
    static List<IstioHttpRoute> in(ObjectNode virtualService, TrafficTarget target, TrafficTarget.Route route) {
        return all(virtualService, target, route)
                .filter(IstioHttpRoute::managed)
                .filter(one ->
                        route.httpRoutes().isEmpty() || route.httpRoutes().contains(one.name()))
                .toList();
    }

    private static Stream<IstioHttpRoute> all(
            ObjectNode virtualService, TrafficTarget target, TrafficTarget.Route route) {
        return StreamSupport.stream(http(virtualService).spliterator(), false)
                .filter(json -> !IstioHttpRoute.pinned(json))
                .map(json -> new IstioHttpRoute((ObjectNode) json, target, route));
    }

    private static String names(JsonNode virtualService) {
        String names = StreamSupport.stream(http(virtualService).spliterator(), false)
                .filter(route -> !IstioHttpRoute.pinned(route))
                .map(route -> route.path("name").asText("(unnamed)"))
                .collect(Collectors.joining(", "));
        return names.isEmpty() ? "none" : names;
    }

    private static TrafficConfigException obstacle(TrafficTarget.Route route, String problem) {
        return new TrafficConfigException("VirtualService " + route.ref().name() + " " + problem);
    }
}
