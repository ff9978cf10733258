package dev.sluice.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What the gateway knows of the mesh at one moment. */
final class VirtualServiceRouter {
    static final VirtualServiceRouter EMPTY = new VirtualServiceRouter(List.of(), List.of());

    private final List<JsonNode> virtualServices;
    /** Those that name a host in full, by the host: no other comes before them, and a gateway may carry thousands. */
    private final Map<String, List<JsonNode>> exact;
    /** Those of one Service, by its name without a namespace. */
    private final Map<String, List<JsonNode>> rules;

    /**
     * A route that takes a request.
     *
     * @param namespace of its VirtualService
     * @param http the route
     */
    record Route(String namespace, JsonNode http) {}

    /**
     * Both as they are in the cluster.
     *
     * @param virtualServices all of them
     * @param destinationRules all of them
     */
    VirtualServiceRouter(List<JsonNode> virtualServices, List<JsonNode> destinationRules) {
        this.virtualServices = List.copyOf(virtualServices);
        this.exact = new HashMap<>();
        for (JsonNode service : virtualServices) {
            service.at("/spec/hosts")
                    .valueStream()
                    .map(JsonNode::asText)
                    .distinct()
                    .filter(host -> Hosts.rank(service, host) > 0)
                    .forEach(host ->
                            exact.computeIfAbsent(host, _ -> new ArrayList<>()).add(service));
        }
        this.rules = destinationRules.stream()
                .collect(
                        Collectors.groupingBy(rule -> name(rule.at("/spec/host").asText())));
    }

    /**
     * The first route that takes the request. VirtualServices of the most exact host come first, those of one host in the
     * order of their creation, and routes that take everything last, as istiod lays them out.
     */
    Optional<Route> route(ProxyRequest call) {
        return best(call.authority())
                .flatMap(best -> routes(best)
                        .filter(route -> RouteMatch.takes(route.http(), call))
                        .findFirst());
    }

    private Optional<List<JsonNode>> best(String authority) {
        return Optional.ofNullable(exact.get(authority))
                .or(() -> virtualServices.stream()
                        .filter(service -> Hosts.rank(service, authority) > 0)
                        .collect(Collectors.groupingBy(service -> Hosts.rank(service, authority)))
                        .entrySet()
                        .stream()
                        .max(Map.Entry.comparingByKey())
                        .map(Map.Entry::getValue));
    }

    /** The labels of a subset's pods; empty when there is no such subset, or no subset is asked for. */
    Optional<Map<String, String>> labels(String namespace, String host, String subset) {
        if (subset.isEmpty()) {
            return Optional.of(Map.of());
        }
        return rules.getOrDefault(name(host), List.of()).stream()
                .filter(rule ->
                        Hosts.service(namespace, rule.at("/spec/host").asText()).equals(Hosts.service(namespace, host)))
                .flatMap(rule -> rule.at("/spec/subsets").valueStream())
                .filter(candidate -> candidate.path("name").asText().equals(subset))
                .findFirst()
                .map(VirtualServiceRouter::labelsOf);
    }

    private static String name(String host) {
        return host.split("\\.", 2)[0];
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
        int total = destinations
                .valueStream()
                .mapToInt(VirtualServiceRouter::weight)
                .sum();
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
