package dev.sluice.traffic.istio;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.rollout.TrafficTarget;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * The routes that send requests to blue's pods, whoever owns them and whoever's requests they are: those of testers, of other VirtualServices
 * and of the mesh, of TCP and TLS too.
 *
 * @param subsets for each host of the rollout, the subsets that select blue's pods alone
 */
record SubsetRoutes(Map<IstioHost, Set<String>> subsets) {
    private static final String FOUND = "found";

    /**
     * Those of a rollout's blue. A subset that asks for all of the labels of blue's, and maybe for more, selects none but blue's pods.
     *
     * @param rules the DestinationRules of the rollout's namespace
     */
    static SubsetRoutes ofBlue(TrafficTarget target, List<ObjectNode> rules) {
        Map<IstioHost, Set<String>> subsets = new HashMap<>();
        for (String host : target.hosts()) {
            Set<String> names = subsets.computeIfAbsent(IstioHost.of(host, target.namespace()), _ -> new TreeSet<>());
            names.add(target.blue());
            DestinationSubsets.rules(rules, host, target.namespace())
                    .forEach(rule -> names.addAll(DestinationSubsets.within(rule, target.blue())));
        }
        return new SubsetRoutes(subsets);
    }

    /** What there is of it in one VirtualService; empty when there is nothing. */
    Optional<ObjectNode> in(ObjectNode virtualService) {
        Set<String> found = Stream.concat(routes(virtualService), hidden(virtualService))
                .collect(Collectors.toCollection(TreeSet::new));
        return found.isEmpty()
                ? Optional.empty()
                : Optional.of(JsonNodeFactory.instance
                        .objectNode()
                        .put(FOUND, found.iterator().next()));
    }

    /** What {@link #in} has found, in words. */
    static String words(ObjectNode found) {
        return found.path(FOUND).asText();
    }

    private Stream<String> routes(ObjectNode virtualService) {
        String namespace = virtualService.at("/metadata/namespace").asText();
        return Stream.of("http", "tls", "tcp")
                .flatMap(kind -> StreamSupport.stream(
                                virtualService.at("/spec/" + kind).spliterator(), false)
                        .filter(route -> !IstioHttpRoute.pinned(route) && leads(route.path("route"), namespace))
                        .map(route -> (kind.equals("http") ? MatchConditions.name(route) : kind + " route") + " of "
                                + name(virtualService)));
    }

    /** Of one that is not looked into, it is known at most which hosts it sends to. */
    private Stream<String> hidden(ObjectNode virtualService) {
        return ObjectLimits.destinations(virtualService)
                .filter(hosts ->
                        hosts.contains(Destinations.ANY) || hosts.stream().anyMatch(subsets::containsKey))
                .map(_ -> "a route of " + name(virtualService) + ", which is too large to be looked into, maybe")
                .stream();
    }

    /** Where there is but one destination, it gets everything, whatever its weight. */
    private boolean leads(JsonNode entries, String namespace) {
        return StreamSupport.stream(entries.spliterator(), false)
                .filter(entry -> entries.size() == 1 || entry.path("weight").asInt() > 0)
                .map(entry -> entry.path("destination"))
                .anyMatch(to -> subsets.getOrDefault(
                                IstioHost.of(to.path("host").asText(), namespace), Set.of())
                        .contains(to.path("subset").asText()));
    }

    private static String name(ObjectNode virtualService) {
        return "VirtualService " + virtualService.at("/metadata/namespace").asText() + "/"
                + virtualService.at("/metadata/name").asText();
    }
}
