package dev.sluice.mesh;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.rollout.Target;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** Finds the http routes of a VirtualService that a rollout moves. */
final class Managed {
    private Managed() {}

    static JsonNode http(JsonNode virtualService) {
        return virtualService.at("/spec/http");
    }

    /**
     * The managed routes, at least one.
     *
     * @throws Obstacle when there is none or a named one is missing
     */
    static List<HttpRoute> of(ObjectNode virtualService, Target target, Target.Route route) {
        for (String name : route.httpRoutes()) {
            if (all(virtualService, target, route).noneMatch(one -> one.name().equals(name))) {
                throw obstacle(
                        route,
                        "has no http route named " + name + "; it has " + names(virtualService)
                                + "; mend it or the policy's httpRoutes");
            }
        }
        return left(virtualService, target, route);
    }

    /**
     * Those that are still there, at least one: what can go back goes back, whatever has become of the others.
     *
     * @throws Obstacle when there is none
     */
    static List<HttpRoute> left(ObjectNode virtualService, Target target, Target.Route route) {
        List<HttpRoute> managed = in(virtualService, target, route);
        if (managed.isEmpty()) {
            throw obstacle(
                    route,
                    "sends nothing to subset " + target.blue() + " or " + target.green() + " of " + route.host()
                            + "; put the destination back, or abort the rollout");
        }
        return managed;
    }

    /** The managed routes, in their order; none when all are gone. */
    static List<HttpRoute> in(ObjectNode virtualService, Target target, Target.Route route) {
        return all(virtualService, target, route)
                .filter(HttpRoute::managed)
                .filter(one ->
                        route.httpRoutes().isEmpty() || route.httpRoutes().contains(one.name()))
                .toList();
    }

    private static Stream<HttpRoute> all(ObjectNode virtualService, Target target, Target.Route route) {
        return StreamSupport.stream(http(virtualService).spliterator(), false)
                .filter(json -> !HttpRoute.pinned(json))
                .map(json -> new HttpRoute((ObjectNode) json, target, route));
    }

    private static String names(JsonNode virtualService) {
        String names = StreamSupport.stream(http(virtualService).spliterator(), false)
                .filter(route -> !HttpRoute.pinned(route))
                .map(route -> route.path("name").asText("(unnamed)"))
                .collect(Collectors.joining(", "));
        return names.isEmpty() ? "none" : names;
    }

    private static Obstacle obstacle(Target.Route route, String problem) {
        return new Obstacle("VirtualService " + route.virtualService() + " " + problem);
    }
}
