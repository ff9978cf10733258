package dev.sluice.traffic.istio;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.traffic.TrafficConfigException;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * Which http route takes a request that more than one matches. In a VirtualService it is the first. Of two VirtualServices for one host
 * on one gateway it is the older one's, but for routes that take everything: these come behind all others.
 *
 * @param entrance where the requests come in
 * @param objects where the VirtualServices are that routes delegate to
 * @param effort what it may cost
 */
record RoutePrecedence(ListenerHost entrance, MeshObjects objects, ComparisonBudget effort) {
    /** What does not narrow a match. */
    private static final Set<String> NEUTRAL = Set.of("uri", "name", "statPrefix", "ignoreUriCase");

    private static final Set<String> EVERY_PATH = Set.of(".*", "/.*");

    /**
     * The http route before ours that takes all that ours match; empty when some come by one of ours.
     *
     * @throws TrafficConfigException when there is too much to compare
     */
    Optional<String> inside(ObjectNode virtualService, List<JsonNode> ours) {
        String home = home(virtualService);
        String name = virtualService.at("/metadata/name").asText();
        Set<JsonNode> own = new HashSet<>(ours);
        Earlier before = new Earlier(true);
        Optional<String> taker = Optional.empty();
        for (JsonNode route : ManagedRoutes.http(virtualService)) {
            effort.need(weight(route), name);
            if (own.contains(route)) {
                Optional<JsonNode> open = entrance.open(route, home);
                Optional<JsonNode> first = open.flatMap(before::covering);
                if (open.isPresent() && first.isEmpty()) {
                    return Optional.empty();
                }
                taker = taker.or(() -> first.map(MatchConditions::name));
            } else {
                taking(route, home).forEach(one -> {
                    effort.need(weight(one), name);
                    before.add(one);
                });
            }
        }
        return taker;
    }

    /** Whether the routes of an older VirtualService take all that ours match; not where there is too much of them to compare. */
    boolean between(ObjectNode other, List<JsonNode> ours, String home) {
        Earlier theirs = new Earlier(false);
        for (JsonNode route : ManagedRoutes.http(other)) {
            Iterator<JsonNode> taking = taking(route, home(other)).iterator();
            if (!effort.takes(weight(route))) {
                return false;
            }
            while (taking.hasNext()) {
                JsonNode one = taking.next();
                if (!effort.takes(weight(one))) {
                    return false;
                }
                theirs.add(one);
            }
        }
        boolean any = false;
        for (JsonNode route : ours) {
            Optional<JsonNode> open = entrance.open(route, home);
            any |= open.isPresent();
            if (!effort.takes(weight(route))
                    || open.isPresent() && theirs.covering(open.get()).isEmpty()) {
                return false;
            }
        }
        return any;
    }

    /** Whether all that these routes match comes behind what any other VirtualService matches, whatever its age. */
    boolean last(List<JsonNode> routes, String home) {
        return entrance.open(routes, home).stream()
                .allMatch(route -> MatchConditions.of(route).stream().allMatch(RoutePrecedence::last));
    }

    /** Whether a route of another VirtualService takes everything and is none of those that come behind all others; not where it has too many. */
    boolean ahead(ObjectNode other) {
        for (JsonNode route : ManagedRoutes.http(other)) {
            if (!effort.takes(weight(route))) {
                return false;
            }
            boolean any = taking(route, home(other))
                    .takeWhile(one -> effort.takes(weight(one)))
                    .flatMap(one -> MatchConditions.of(one).stream())
                    .anyMatch(match -> wide(match) && everyPath(match) && !last(match));
            if (any) {
                return true;
            }
        }
        return false;
    }

    private static long weight(JsonNode route) {
        return 1L + route.path("match").size();
    }

    static boolean older(JsonNode one, JsonNode other) {
        return Comparator.comparing((JsonNode object) ->
                                object.at("/metadata/creationTimestamp").asText())
                        .thenComparing(object -> object.at("/metadata/name").asText())
                        .thenComparing(
                                object -> object.at("/metadata/namespace").asText())
                        .compare(one, other)
                < 0;
    }

    /** What a route takes here, apart from pins: one that delegates takes what both it and a route of its delegate match. */
    private Stream<JsonNode> taking(JsonNode route, String home) {
        if (IstioHttpRoute.pinned(route)) {
            return Stream.empty();
        }
        return entrance.open(route, home).stream()
                .flatMap(open -> open.has("delegate") ? delegated(open, home) : Stream.of(open));
    }

    private Stream<JsonNode> delegated(JsonNode route, String home) {
        JsonNode to = route.path("delegate");
        String named = to.path("namespace").asText();
        String there = named.isEmpty() ? home : named;
        List<JsonNode> theirs = objects.virtualService(there, to.path("name").asText()).stream()
                .filter(delegate -> Delegation.exported(delegate, there, home))
                .flatMap(delegate ->
                        StreamSupport.stream(ManagedRoutes.http(delegate).spliterator(), false))
                .filter(one -> !IstioHttpRoute.pinned(one) && !one.has("delegate"))
                .flatMap(one -> entrance.open(one, there).stream())
                .toList();
        if (theirs.stream().anyMatch(RoutePrecedence::takesAll)) {
            return Stream.of(route);
        }
        return takesAll(route) ? theirs.stream() : Stream.empty();
    }

    /** The routes that a request meets first, by the paths that they take: each question costs what its own path has, however many they are. */
    private static final class Earlier {
        private final boolean ordered;
        private final Map<String, JsonNode> exact = new HashMap<>();
        private final TreeMap<String, JsonNode> prefix = new TreeMap<>();
        /** Those that take every path, one of each kind. */
        private final Map<List<Boolean>, Map.Entry<JsonNode, JsonNode>> every = new LinkedHashMap<>();

        private Optional<JsonNode> always = Optional.empty();

        Earlier(boolean ordered) {
            this.ordered = ordered;
        }

        void add(JsonNode route) {
            List<JsonNode> matches = MatchConditions.of(route);
            if (matches.isEmpty()) {
                always = always.or(() -> Optional.of(route));
            }
            matches.stream().filter(RoutePrecedence::wide).forEach(match -> add(route, match));
        }

        private void add(JsonNode route, JsonNode match) {
            String start = match.at("/uri/prefix").asText();
            String whole = match.at("/uri/exact").asText();
            if (everyPath(match)) {
                every.putIfAbsent(List.of(headed(match), last(match)), Map.entry(match, route));
            } else if (!start.isEmpty()) {
                prefix.putIfAbsent(start, route);
            } else if (!whole.isEmpty()) {
                exact.putIfAbsent(whole, route);
            }
        }

        /** One that takes all that a route matches, or the first of several that do so together. */
        Optional<JsonNode> covering(JsonNode route) {
            List<JsonNode> matches = MatchConditions.of(route);
            if (matches.isEmpty()) {
                return always.or(
                        () -> every.values().stream().map(Map.Entry::getValue).findFirst());
            }
            Optional<JsonNode> first = Optional.empty();
            for (JsonNode match : matches) {
                Optional<JsonNode> one = taker(match);
                if (one.isEmpty()) {
                    return one;
                }
                first = first.or(() -> one);
            }
            return first;
        }

        private Optional<JsonNode> taker(JsonNode match) {
            Optional<JsonNode> all = ordered || last(match) ? always : Optional.empty();
            return all.or(() -> every.values().stream()
                            .filter(one -> ordered || before(one.getKey(), match))
                            .map(Map.Entry::getValue)
                            .findFirst())
                    .or(() ->
                            Optional.ofNullable(exact.get(match.at("/uri/exact").asText())))
                    .or(() -> MatchConditions.path(match).flatMap(this::started));
        }

        /** Of those that stand before a path in order, its beginnings are the ones that it begins with. */
        private Optional<JsonNode> started(String path) {
            String sought = path;
            for (Map.Entry<String, JsonNode> floor = prefix.floorEntry(sought);
                    floor != null;
                    floor = prefix.floorEntry(sought)) {
                if (path.startsWith(floor.getKey())) {
                    return Optional.of(floor.getValue());
                }
                sought = path.substring(0, common(path, floor.getKey()));
            }
            return Optional.empty();
        }

        private static int common(String one, String other) {
            int length = 0;
            while (length < one.length() && length < other.length() && one.charAt(length) == other.charAt(length)) {
                length++;
            }
            return length;
        }
    }

    /** Whether an older match that takes everything does not come behind another's. */
    private static boolean before(JsonNode older, JsonNode match) {
        return !last(older) || last(match);
    }

    /** Whether it comes behind all others; Istio does not see that a regular expression takes every path. */
    static boolean last(JsonNode match) {
        return wide(match)
                && !headed(match)
                && everyPath(match)
                && !match.path("uri").has("regex");
    }

    /** For Istio it is no match of everything then, though it is one here. */
    private static boolean headed(JsonNode match) {
        return match.has("authority") || match.has("scheme");
    }

    private static boolean takesAll(JsonNode route) {
        List<JsonNode> matches = MatchConditions.of(route);
        return matches.isEmpty() || matches.stream().anyMatch(match -> wide(match) && everyPath(match));
    }

    private static boolean everyPath(JsonNode match) {
        JsonNode uri = match.path("uri");
        return uri.isEmpty()
                || uri.path("prefix").asText().equals("/")
                || EVERY_PATH.contains(uri.path("regex").asText());
    }

    /** Whether a match that is open here asks for nothing but a path. */
    private static boolean wide(JsonNode match) {
        return match.properties().stream()
                .allMatch(entry -> NEUTRAL.contains(entry.getKey())
                        || ListenerHost.FIELDS.contains(entry.getKey())
                        || entry.getValue().isEmpty() && entry.getValue().isContainerNode());
    }

    private static String home(JsonNode object) {
        return object.at("/metadata/namespace").asText();
    }
}
