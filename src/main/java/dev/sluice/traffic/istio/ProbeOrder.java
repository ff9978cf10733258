package dev.sluice.traffic.istio;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.api.ProbeSpec;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Which http route a probe meets before its pinned one, which stands directly before the managed route that it is a copy of. Only what is beyond
 * doubt counts, and nothing beyond what it may cost: a probe that might come through is sent.
 *
 * @param objects where the VirtualServices are that routes delegate to
 * @param bound the VirtualService with hosts
 * @param own the one with the managed http routes; the same where nothing delegates to it
 * @param managed the managed http routes
 * @param probe the probe
 * @param effort what it may cost
 */
record ProbeOrder(
        MeshObjects objects,
        ObjectNode bound,
        ObjectNode own,
        Set<JsonNode> managed,
        ProbeSpec probe,
        ComparisonBudget effort) {
    private static final List<JsonNode> ANY = List.of(JsonNodeFactory.instance.objectNode());

    /**
     * A route that takes the probe.
     *
     * @param name its name and its VirtualService's, for people
     * @param headers those of the probe's that it goes by, where it goes by no path
     */
    record Taker(String name, Set<String> headers) {}

    /**
     * Where a probe comes in.
     *
     * @param listener the server and the host; empty for any
     * @param older the VirtualServices whose routes come before those of ours there, unless they take everything
     */
    record Entrance(Optional<ListenerHost> listener, List<ObjectNode> older) {
        /** Any place: what a route asks of the place itself is in doubt then. */
        static final Entrance ANYWHERE = new Entrance(Optional.empty(), List.of());
    }

    /** The first route that takes a probe; none is named where it is a managed one. */
    private record Met(Optional<Taker> taker) {}

    /** The route that takes a probe for this path before a managed one could; empty where it may come through. */
    Optional<Taker> taker(String path, Entrance entrance) {
        Walk theirs = new Walk(path, entrance.listener(), true);
        return entrance.older().stream()
                .flatMap(other -> theirs.through(other).flatMap(Met::taker).stream())
                .findFirst()
                .or(() -> new Walk(path, entrance.listener(), false)
                        .through(bound)
                        .flatMap(Met::taker));
    }

    /** @param others whether it goes through a VirtualService whose routes stand behind all others where they take everything */
    private final class Walk {
        private final String path;
        private final Optional<ListenerHost> listener;
        private final boolean others;

        Walk(String path, Optional<ListenerHost> listener, boolean others) {
            this.path = path;
            this.listener = listener;
            this.others = others;
        }

        Optional<Met> through(ObjectNode virtualService) {
            return through(virtualService, ANY, true);
        }

        private Optional<Met> through(ObjectNode virtualService, List<JsonNode> outer, boolean root) {
            for (JsonNode route : ManagedRoutes.http(virtualService)) {
                if (!effort.takes(cost(route))) {
                    return Optional.empty();
                }
                Optional<Met> met =
                        IstioHttpRoute.pinned(route) ? Optional.empty() : meets(virtualService, route, outer, root);
                if (met.isPresent()) {
                    return met;
                }
            }
            return Optional.empty();
        }

        private Optional<Met> meets(ObjectNode virtualService, JsonNode route, List<JsonNode> outer, boolean root) {
            String home = virtualService.at("/metadata/namespace").asText();
            List<JsonNode> open = open(route, home);
            if (virtualService == own && managed.contains(route)) {
                return open.stream().anyMatch(this::may) ? Optional.of(new Met(Optional.empty())) : Optional.empty();
            }
            if (route.has("delegate")) {
                return root && open.stream().anyMatch(this::may)
                        ? delegate(route.path("delegate"), home).flatMap(inner -> through(inner, open, false))
                        : Optional.empty();
            }
            return open.stream()
                    .filter(this::certain)
                    .flatMap(inner -> outer.stream()
                            .filter(one -> root || certain(one))
                            .filter(one -> joint(one, inner) && !behind(one, inner))
                            .map(one -> given(one, inner)))
                    .findFirst()
                    .map(headers -> new Met(Optional.of(new Taker(name(virtualService, route), headers))));
        }

        /** The matches that take something of what comes in; one for everything where a route has none. */
        private List<JsonNode> open(JsonNode route, String home) {
            List<JsonNode> all = MatchConditions.of(route);
            return all.isEmpty()
                    ? ANY
                    : all.stream()
                            .filter(match -> listener.map(
                                            place -> place.missing(match, home).isEmpty())
                                    .orElse(true))
                            .toList();
        }

        private boolean may(JsonNode match) {
            return MatchConditions.takes(match, path)
                    && MatchConditions.missing(match, path, probe).isEmpty();
        }

        private boolean certain(JsonNode match) {
            boolean here = listener.isPresent()
                    || ListenerHost.FIELDS.stream()
                            .allMatch(field -> match.path(field).isMissingNode());
            return here && MatchConditions.certain(match, path, probe);
        }

        private boolean behind(JsonNode outer, JsonNode inner) {
            return others && RoutePrecedence.last(outer) && RoutePrecedence.last(inner);
        }

        private Optional<ObjectNode> delegate(JsonNode to, String home) {
            String named = to.path("namespace").asText();
            String there = named.isEmpty() ? home : named;
            String name = to.path("name").asText();
            if (name.equals(own.at("/metadata/name").asText())
                    && there.equals(own.at("/metadata/namespace").asText())) {
                return Optional.of(own);
            }
            return listener.isEmpty()
                    ? Optional.empty()
                    : objects.virtualService(there, name).filter(one -> Delegation.exported(one, there, home));
        }

        private Set<String> given(JsonNode outer, JsonNode inner) {
            boolean byPath = !outer.path("uri").isEmpty() || !inner.path("uri").isEmpty();
            return byPath
                    ? Set.of()
                    : Stream.concat(given(outer), given(inner)).collect(Collectors.toCollection(TreeSet::new));
        }

        private Stream<String> given(JsonNode match) {
            return match.path("headers").properties().stream()
                    .map(Map.Entry::getKey)
                    .filter(name -> probe.headers().keySet().stream().anyMatch(name::equalsIgnoreCase));
        }

        private String name(ObjectNode virtualService, JsonNode route) {
            String name = virtualService.at("/metadata/name").asText();
            return MatchConditions.name(route) + " of VirtualService "
                    + (others ? virtualService.at("/metadata/namespace").asText() + "/" + name : name)
                    + (others ? ", which is older," : "");
        }
    }

    private static long cost(JsonNode route) {
        return 1
                + MatchConditions.of(route).stream().mapToLong(ProbePaths::cost).sum();
    }

    /** Istio joins a match with one of the delegate's, and leaves out the two where they ask for the same thing differently. */
    private static boolean joint(JsonNode outer, JsonNode inner) {
        String start = outer.at("/uri/prefix").asText();
        boolean paths = outer.path("uri").isEmpty()
                || inner.path("uri").isEmpty()
                || (!start.isEmpty()
                        && MatchConditions.path(inner)
                                .filter(one -> one.startsWith(start))
                                .isPresent());
        return paths
                && Stream.of("method", "headers", "withoutHeaders", "queryParams", "scheme", "authority", "port")
                        .allMatch(field -> outer.path(field).isMissingNode()
                                || inner.path(field).isMissingNode());
    }
}
