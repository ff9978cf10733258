package dev.sluice.mesh;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * How one VirtualService splits the traffic before a rollout begins.
 *
 * @param virtualService its name
 * @param host the destination host that is split
 * @param weights what each subset of the host gets, by the managed route that gives it most
 * @param shapes each http route that sends traffic to the host, in their order
 */
record Survey(String virtualService, String host, Map<String, Integer> weights, List<Shape> shapes) {
    /** The subsets of the host that an http route knows, and whether it names weights. */
    record Shape(Set<String> subsets, boolean weighted) {}

    /**
     * Looks at a VirtualService.
     *
     * @throws Obstacle when the host is not plain to see or a route is of a kind that cannot be split
     */
    static Survey of(ObjectNode json, List<String> httpRoutes, String host, String namespace) {
        String name = json.at("/metadata/name").asText();
        List<JsonNode> routes = routes(json, name, httpRoutes);
        String split = host.isEmpty() ? onlyHost(routes, name, namespace) : host;
        Map<String, Integer> weights = new TreeMap<>();
        boolean named = false;
        for (JsonNode entry :
                (Iterable<JsonNode>) destinations(routes).filter(e -> to(e, split, namespace))::iterator) {
            named |= entry.has("weight");
            weights.merge(subset(entry, name), entry.path("weight").asInt(100), Math::max);
        }
        if (weights.isEmpty()) {
            throw new Obstacle("VirtualService " + name + " sends nothing to host " + split + "; it knows "
                    + hosts(routes) + "; mend spec.routes.host of the policy");
        }
        List<Shape> shapes = routes.stream()
                .map(route -> shape(destinations(List.of(route))
                        .filter(entry -> to(entry, split, namespace))
                        .toList()))
                .toList();
        return new Survey(name, split, weights, shapes);
    }

    private static Shape shape(List<JsonNode> entries) {
        Set<String> subsets = new TreeSet<>();
        entries.forEach(entry -> subsets.add(entry.at("/destination/subset").asText()));
        return new Shape(subsets, entries.stream().anyMatch(entry -> entry.has("weight")));
    }

    private static List<JsonNode> routes(ObjectNode json, String name, List<String> httpRoutes) {
        List<JsonNode> all = StreamSupport.stream(Managed.http(json).spliterator(), false)
                .filter(route -> !HttpRoute.pinned(route))
                .toList();
        for (String wanted : httpRoutes) {
            if (all.stream().noneMatch(route -> route.path("name").asText().equals(wanted))) {
                throw new Obstacle("VirtualService " + name + " has no http route named " + wanted
                        + "; mend spec.routes.httpRoutes of the policy");
            }
        }
        List<JsonNode> chosen = all.stream()
                .filter(route -> httpRoutes.isEmpty()
                        || httpRoutes.contains(route.path("name").asText()))
                .toList();
        chosen.stream()
                .filter(route -> route.has("delegate"))
                .findFirst()
                .ifPresent(route -> delegated(route, name, chosen));
        return chosen;
    }

    private static void delegated(JsonNode route, String name, List<JsonNode> chosen) {
        if (chosen.stream().noneMatch(one -> one.has("route"))) {
            throw new Obstacle("VirtualService " + name + " only delegates; name the one it delegates to ("
                    + route.at("/delegate/name").asText() + ") in spec.routes of the policy");
        }
    }

    /** The same host may be written short in one route and in full in another. */
    private static String onlyHost(List<JsonNode> routes, String name, String namespace) {
        Map<Host, String> hosts = new LinkedHashMap<>();
        destinations(routes)
                .filter(entry -> entry.at("/destination").has("subset"))
                .map(entry -> entry.at("/destination/host").asText())
                .forEach(host -> hosts.putIfAbsent(Host.of(host, namespace), host));
        if (hosts.isEmpty()) {
            throw new Obstacle(
                    "VirtualService " + name + " names no subset in its http routes; give the destination that"
                            + " serves now a subset (and a DestinationRule that selects it by label)");
        }
        if (hosts.size() > 1) {
            throw new Obstacle("VirtualService " + name + " sends traffic to the hosts "
                    + String.join(", ", new TreeSet<>(hosts.values()))
                    + "; name one in spec.routes.host of the policy");
        }
        return hosts.values().iterator().next();
    }

    private static String subset(JsonNode entry, String name) {
        String subset = entry.at("/destination/subset").asText();
        if (subset.isEmpty()) {
            throw new Obstacle("VirtualService " + name + " sends traffic to "
                    + entry.at("/destination/host").asText()
                    + " without a subset; give that destination the subset of the version that serves now");
        }
        return subset;
    }

    private static boolean to(JsonNode entry, String host, String namespace) {
        return Host.same(entry.at("/destination/host").asText(), host, namespace);
    }

    private static String hosts(List<JsonNode> routes) {
        Set<String> hosts = new TreeSet<>();
        destinations(routes)
                .forEach(entry -> hosts.add(entry.at("/destination/host").asText()));
        return hosts.isEmpty() ? "no host" : String.join(", ", hosts);
    }

    private static Stream<JsonNode> destinations(List<JsonNode> routes) {
        return routes.stream()
                .flatMap(route -> StreamSupport.stream(route.path("route").spliterator(), false));
    }
}
