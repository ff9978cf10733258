package dev.sluice.local;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What the gateway knows of the mesh at one moment.
 *
 * @param virtualServices as they are in the cluster
 * @param destinationRules as they are in the cluster
 */
record Mesh(List<JsonNode> virtualServices, List<JsonNode> destinationRules) {
    static final Mesh EMPTY = new Mesh(List.of(), List.of());

    /**
     * A route that takes a request.
     *
     * @param namespace of its VirtualService
     * @param http the route
     */
    record Route(String namespace, JsonNode http) {}

    Mesh {
        virtualServices = List.copyOf(virtualServices);
        destinationRules = List.copyOf(destinationRules);
    }

    /**
     * The first route that takes the request. VirtualServices of the most exact host come first, those of one host in the
     * order of their creation, and routes that take everything last, as istiod lays them out.
     */
    Optional<Route> route(Call call) {
        return virtualServices.stream()
                .filter(service -> Hosts.rank(service, call.authority()) > 0)
                .collect(Collectors.groupingBy(service -> Hosts.rank(service, call.authority())))
                .entrySet()
                .stream()
                .max(Map.Entry.comparingByKey())
                .flatMap(best -> routes(best.getValue())
                        .filter(route -> RouteMatch.takes(route.http(), call))
                        .findFirst());
    }

    /** The labels of a subset's pods; empty when there is no such subset, or no subset is asked for. */
    Optional<Map<String, String>> labels(String namespace, String host, String subset) {
        if (subset.isEmpty()) {
            return Optional.of(Map.of());
        }
        return destinationRules.stream()
                .filter(rule ->
                        Hosts.service(namespace, rule.at("/spec/host").asText()).equals(Hosts.service(namespace, host)))
                .flatMap(rule -> rule.at("/spec/subsets").valueStream())
                .filter(candidate -> candidate.path("name").asText().equals(subset))
                .findFirst()
                .map(Mesh::labelsOf);
    }

    private static Map<String, String> labelsOf(JsonNode subset) {
        return subset.path("labels").properties().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey, label -> label.getValue().asText()));
    }

    private static Stream<Route> routes(List<JsonNode> services) {
        return services.stream()
                .sorted(Comparator.comparing(
                        service -> service.at("/metadata/creationTimestamp").asText()))
                .flatMap(service -> service.at("/spec/http")
                        .valueStream()
                        .map(http -> new Route(service.at("/metadata/namespace").asText(), http)))
                .sorted(Comparator.comparing(route -> RouteMatch.isCatchAll(route.http())));
    }

    /** The destination of a route that the point falls on; missing when the route has none. */
    static JsonNode destination(JsonNode http, double point) {
        JsonNode destinations = http.path("route");
        int total = destinations.valueStream().mapToInt(Mesh::weight).sum();
        if (total == 0) {
            // One destination needs no weight; several without one share nothing, which Istio refuses.
            return destinations.path(0);
        }
        double left = point * total;
        for (JsonNode destination : destinations) {
            left -= weight(destination);
            if (left < 0) {
                return destination;
            }
        }
        return MissingNode.getInstance();
    }

    private static int weight(JsonNode destination) {
        return destination.path("weight").asInt(0);
    }
}
