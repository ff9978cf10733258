package dev.sluice.traffic.istio;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.traffic.TrafficConfigException;
import java.util.Collections;
import java.util.IdentityHashMap;
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
 * @param weights what each subset of the host gets, by the users' route that gives it most
 * @param shapes each http route for users that sends traffic to the host, in their order
 * @param apart each http route that leads some clients straight to another version, which is left alone
 */
record VirtualServiceInspection(
        String virtualService, String host, Map<String, Integer> weights, List<Shape> shapes, List<Apart> apart) {
    /** Of a name by which a route is known again. */
    private static final int LONGEST = 253;

    /**
     * An http route.
     *
     * @param route the route
     * @param weights what it gives each subset of the host
     * @param weighted whether it names weights
     * @param all what it gives all destinations
     * @param repeated the subsets that several destinations of it lead to
     */
    record Shape(JsonNode route, Map<String, Integer> weights, boolean weighted, int all, Set<String> repeated) {
        /** What two subsets have together; 0 where nobody else has a part. */
        int share(String one, String other) {
            int ours = ours(one, other);
            return all > ours ? ours : 0;
        }

        /** Whether it sends traffic to one of two subsets that can be moved. */
        boolean knows(String one, String other) {
            boolean known = weights.containsKey(one) || weights.containsKey(other);
            int ours = ours(one, other);
            return known && (ours > 0 || ours == all);
        }

        /**
         * Looks whether what a version gets is one weight that can be moved.
         *
         * @param green empty for any subset that gets nothing
         * @throws TrafficConfigException when several destinations lead to it
         */
        void checkMovable(String virtualService, String blue, String green) {
            repeated.stream()
                    .filter(subset -> subset.equals(blue)
                            || (green.isEmpty() ? weights.getOrDefault(subset, 0) == 0 : subset.equals(green)))
                    .findFirst()
                    .ifPresent(subset -> {
                        throw severalDestinations(virtualService, route, subset);
                    });
        }

        private int ours(String one, String other) {
            return weights.getOrDefault(one, 0) + (one.equals(other) ? 0 : weights.getOrDefault(other, 0));
        }

        private Set<String> served() {
            Set<String> served = new TreeSet<>();
            weights.forEach((subset, weight) -> {
                if (weight > 0) {
                    served.add(subset);
                }
            });
            return served;
        }
    }

    /**
     * An http route that leads some clients straight to a version.
     *
     * @param route its name, for people
     * @param subsets the versions
     * @param key by what it is known again
     * @param known every subset that it names
     */
    record Apart(String route, Set<String> subsets, String key, Set<String> known) {}

    /**
     * Looks at a VirtualService.
     *
     * @throws TrafficConfigException when the host is not plain to see or a route is of a kind that cannot be split
     */
    static VirtualServiceInspection of(ObjectNode json, List<String> httpRoutes, String host, String namespace) {
        String name = json.at("/metadata/name").asText();
        List<JsonNode> routes = routes(json, name, httpRoutes);
        String split = host.isEmpty() ? onlyHost(routes, name, namespace) : host;
        List<Shape> shapes = routes.stream()
                .map(route -> shape(route, split, new Named(name, routes, namespace)))
                .filter(shape -> !shape.weights().isEmpty())
                .toList();
        if (shapes.isEmpty()) {
            throw new TrafficConfigException("VirtualService " + name + " sends nothing to host " + split
                    + "; it knows " + hosts(routes) + "; mend spec.routes.host of the policy");
        }
        List<Shape> apart = apart(shapes);
        Set<Shape> left = Collections.newSetFromMap(new IdentityHashMap<>());
        left.addAll(apart);
        List<Shape> users =
                shapes.stream().filter(shape -> !left.contains(shape)).toList();
        Map<String, Integer> weights = new TreeMap<>();
        users.forEach(shape -> shape.weights().forEach((subset, weight) -> weights.merge(subset, weight, Math::max)));
        return new VirtualServiceInspection(
                name,
                split,
                weights,
                users,
                apart.stream()
                        .map(shape -> new Apart(
                                MatchConditions.name(shape.route()),
                                shape.served(),
                                key(shape.route(), json),
                                Set.copyOf(shape.weights().keySet())))
                        .toList());
    }

    /** Where all others go to one version, a route that only some clients take to another, all or some of them, is no split of the traffic. */
    private static List<Shape> apart(List<Shape> shapes) {
        Set<String> common =
                MatchConditions.common(shapes.stream().map(Shape::route).toList());
        Set<String> served = new TreeSet<>();
        shapes.stream()
                .filter(shape -> !MatchConditions.selective(shape.route(), common))
                .forEach(shape -> served.addAll(shape.served()));
        return shapes.stream()
                .filter(shape -> MatchConditions.selective(shape.route(), common))
                .filter(shape -> !served.isEmpty() && !served.containsAll(shape.served()))
                .toList();
    }

    /** Its name, where it is no long one and no other http route has the same. */
    private static String key(JsonNode route, ObjectNode virtualService) {
        String name = route.path("name").asText();
        long alike = StreamSupport.stream(ManagedRoutes.http(virtualService).spliterator(), false)
                .filter(other -> other.path("name").asText().equals(name))
                .count();
        return name.isEmpty() || name.length() > LONGEST || alike > 1 ? MatchConditions.fingerprint(route) : name;
    }

    /** The http routes that are looked at, and where they stand. */
    private record Named(String name, List<JsonNode> routes, String namespace) {
        /** Whether there are others that could be moved, so that one which could not need not be. */
        boolean others(JsonNode than, String host) {
            return routes.stream()
                    .filter(other -> other != than)
                    .anyMatch(other -> destinations(List.of(other))
                            .anyMatch(entry -> to(entry, host, namespace)
                                    && !entry.at("/destination/subset").asText().isEmpty()));
        }
    }

    private static Shape shape(JsonNode route, String host, Named where) {
        Map<String, Integer> weights = new TreeMap<>();
        boolean weighted = false;
        int all = 0;
        Set<String> repeated = new TreeSet<>();
        boolean alone = route.path("route").size() == 1;
        for (JsonNode entry : route.path("route")) {
            int weight = entry.path("weight").asInt(alone ? 100 : 0);
            all += weight;
            if (to(entry, host, where.namespace())) {
                weighted |= entry.has("weight");
                String subset = subset(entry, route, host, where);
                if (weights.containsKey(subset)) {
                    repeated.add(subset);
                }
                weights.merge(subset, weight, Integer::sum);
            }
        }
        return new Shape(route, weights, weighted, all, repeated);
    }

    /** What one version gets is one weight, or nobody knows how to put it back. */
    static TrafficConfigException severalDestinations(String virtualService, JsonNode route, String subset) {
        return new TrafficConfigException(MatchConditions.name(route) + " of VirtualService " + virtualService
                + " has several destinations for subset " + subset
                + ", and a release moves one weight of a version; make them one destination, or, where that http route is not to be moved,"
                + " name those that are in spec.routes.httpRoutes of the policy");
    }

    private static List<JsonNode> routes(ObjectNode json, String name, List<String> httpRoutes) {
        List<JsonNode> all = StreamSupport.stream(ManagedRoutes.http(json).spliterator(), false)
                .filter(route -> !IstioHttpRoute.pinned(route))
                .toList();
        for (String wanted : httpRoutes) {
            if (all.stream().noneMatch(route -> route.path("name").asText().equals(wanted))) {
                throw new TrafficConfigException("VirtualService " + name + " has no http route named " + wanted
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
        if (!chosen.isEmpty()
                && chosen.stream().allMatch(route -> route.has("redirect") || route.has("directResponse"))) {
            throw new TrafficConfigException(answered(name, httpRoutes));
        }
        return chosen;
    }

    private static void delegated(JsonNode route, String name, List<JsonNode> chosen) {
        if (chosen.stream().noneMatch(one -> one.has("route"))) {
            throw new TrafficConfigException(
                    "VirtualService " + name + " only delegates; name the one it delegates to ("
                            + route.at("/delegate/name").asText() + ") in spec.routes of the policy");
        }
    }

    private static String answered(String name, List<String> httpRoutes) {
        return httpRoutes.isEmpty()
                ? "VirtualService " + name
                        + " sends no request to a Service, since its http routes only redirect or answer"
                        + " by themselves; take it out of spec.routes of the policy, and name there the one that sends the app its requests"
                : "http routes " + String.join(", ", httpRoutes) + " of VirtualService " + name
                        + " send no request to a Service, since they only redirect or answer by themselves; name those that do in"
                        + " spec.routes.httpRoutes of the policy";
    }

    /** The same host may be written short in one route and in full in another. */
    private static String onlyHost(List<JsonNode> routes, String name, String namespace) {
        Map<IstioHost, String> hosts = new LinkedHashMap<>();
        destinations(routes)
                .filter(entry -> entry.at("/destination").has("subset"))
                .map(entry -> entry.at("/destination/host").asText())
                .forEach(host -> hosts.putIfAbsent(IstioHost.of(host, namespace), host));
        Set<String> services = new TreeSet<>();
        destinations(routes)
                .forEach(entry -> services.add(entry.at("/destination/host").asText()));
        if (hosts.isEmpty() && services.size() > 1) {
            throw new TrafficConfigException("VirtualService " + name + " sends its traffic to the Services "
                    + String.join(", ", services)
                    + " and to no subset; Sluice splits one Service between subsets: let one Service select the pods of both, and a"
                    + " DestinationRule tell them apart by label");
        }
        if (hosts.isEmpty()) {
            throw new TrafficConfigException(
                    "VirtualService " + name + " names no subset in its http routes; give the destination that"
                            + " serves now a subset (and a DestinationRule that selects it by label)");
        }
        if (hosts.size() > 1) {
            throw new TrafficConfigException("VirtualService " + name + " sends traffic to the hosts "
                    + String.join(", ", new TreeSet<>(hosts.values()))
                    + "; name one in spec.routes.host of the policy");
        }
        return hosts.values().iterator().next();
    }

    private static String subset(JsonNode entry, JsonNode route, String host, Named where) {
        String subset = entry.at("/destination/subset").asText();
        if (subset.isEmpty()) {
            throw new TrafficConfigException("VirtualService " + where.name() + " sends traffic to "
                    + entry.at("/destination/host").asText()
                    + " without a subset"
                    + (where.others(route, host)
                            ? " in " + MatchConditions.name(route)
                                    + "; if that is not to be moved, name the http routes that are in spec.routes.httpRoutes of the policy, else give"
                                    + " that destination the subset of the version that serves now"
                            : "; give that destination the subset of the version that serves now"));
        }
        return subset;
    }

    private static boolean to(JsonNode entry, String host, String namespace) {
        return IstioHost.same(entry.at("/destination/host").asText(), host, namespace);
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
