package dev.sluice.mesh;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * Which http route takes a request that more than one matches. In a VirtualService it is the first. Of two VirtualServices for one host
 * on one gateway it is the older one's, but for routes that take everything: these come behind all others.
 *
 * @param entrance where the requests come in
 * @param objects where the VirtualServices are that routes delegate to
 */
record Precedence(Entrance entrance, MeshObjects objects) {
    /** What does not narrow a match. */
    private static final Set<String> NEUTRAL = Set.of("uri", "name", "statPrefix", "ignoreUriCase");

    private static final Set<String> EVERY_PATH = Set.of(".*", "/.*");

    /** The http route before ours that takes all that ours match; empty when some come by one of ours. */
    Optional<String> inside(ObjectNode virtualService, List<JsonNode> ours) {
        String home = home(virtualService);
        List<JsonNode> before = new ArrayList<>();
        Optional<String> taker = Optional.empty();
        for (JsonNode route : Managed.http(virtualService)) {
            if (ours.contains(route)) {
                Optional<JsonNode> open = entrance.open(route, home);
                Optional<JsonNode> first = open.flatMap(own -> covering(before, own, true));
                if (open.isPresent() && first.isEmpty()) {
                    return Optional.empty();
                }
                taker = taker.or(() -> first.map(Matching::name));
            } else {
                taking(route, home).forEach(before::add);
            }
        }
        return taker;
    }

    /** Whether the routes of an older VirtualService take all that ours match. */
    boolean between(ObjectNode other, List<JsonNode> ours, String home) {
        List<JsonNode> theirs = StreamSupport.stream(Managed.http(other).spliterator(), false)
                .flatMap(route -> taking(route, home(other)))
                .toList();
        List<JsonNode> open = entrance.open(ours, home);
        return !open.isEmpty()
                && open.stream()
                        .allMatch(route -> covering(theirs, route, false).isPresent());
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
        if (HttpRoute.pinned(route)) {
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
                .flatMap(delegate -> StreamSupport.stream(Managed.http(delegate).spliterator(), false))
                .filter(one -> !HttpRoute.pinned(one) && !one.has("delegate"))
                .flatMap(one -> entrance.open(one, there).stream())
                .toList();
        if (theirs.stream().anyMatch(Precedence::takesAll)) {
            return Stream.of(route);
        }
        return takesAll(route) ? theirs.stream() : Stream.empty();
    }

    private static Optional<JsonNode> covering(List<JsonNode> before, JsonNode route, boolean ordered) {
        List<JsonNode> matches = Matching.of(route);
        if (matches.isEmpty()) {
            return before.stream().filter(Precedence::takesAll).findFirst();
        }
        List<JsonNode> covering = matches.stream()
                .flatMap(match -> before.stream()
                        .filter(one -> covers(one, match, ordered))
                        .limit(1))
                .toList();
        return covering.size() == matches.size() ? Optional.of(covering.getFirst()) : Optional.empty();
    }

    private static boolean covers(JsonNode route, JsonNode match, boolean ordered) {
        List<JsonNode> matches = Matching.of(route);
        return matches.isEmpty()
                ? ordered || last(match)
                : matches.stream()
                        .filter(Precedence::wide)
                        .anyMatch(one -> everyPath(one) ? ordered || before(one, match) : covers(one, match));
    }

    /** Whether an older match that takes everything does not come behind another's. */
    private static boolean before(JsonNode older, JsonNode match) {
        return headed(older) || last(match) || (!last(older) && wide(match) && everyPath(match) && !headed(match));
    }

    /** Whether it comes behind all others; Istio does not see that a regular expression takes every path. */
    private static boolean last(JsonNode match) {
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
        List<JsonNode> matches = Matching.of(route);
        return matches.isEmpty() || matches.stream().anyMatch(match -> wide(match) && everyPath(match));
    }

    private static boolean everyPath(JsonNode match) {
        JsonNode uri = match.path("uri");
        return uri.isEmpty()
                || uri.path("prefix").asText().equals("/")
                || EVERY_PATH.contains(uri.path("regex").asText());
    }

    private static boolean covers(JsonNode one, JsonNode other) {
        String prefix = one.at("/uri/prefix").asText();
        String exact = one.at("/uri/exact").asText();
        String path = Matching.path(other).orElse("");
        return !path.isEmpty()
                && (prefix.isEmpty()
                        ? !exact.isEmpty()
                                && exact.equals(other.at("/uri/exact").asText())
                        : path.startsWith(prefix));
    }

    /** Whether a match that is open here asks for nothing but a path. */
    private static boolean wide(JsonNode match) {
        return match.properties().stream()
                .allMatch(entry -> NEUTRAL.contains(entry.getKey())
                        || Entrance.FIELDS.contains(entry.getKey())
                        || entry.getValue().isEmpty() && entry.getValue().isContainerNode());
    }

    private static String home(JsonNode object) {
        return object.at("/metadata/namespace").asText();
    }
}
