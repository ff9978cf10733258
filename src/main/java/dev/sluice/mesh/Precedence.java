package dev.sluice.mesh;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.StreamSupport;

/**
 * Which http route takes a request that more than one matches. In a VirtualService it is the first. Of two VirtualServices for one host
 * on one gateway it is the older one's, but for routes that take everything: these come behind all others.
 */
final class Precedence {
    /** What does not narrow a match. */
    private static final Set<String> NEUTRAL = Set.of("uri", "name", "statPrefix", "ignoreUriCase");

    private Precedence() {}

    /** The http route before ours that takes all that ours match; empty when users come by one of ours. */
    static Optional<String> inside(JsonNode http, List<JsonNode> ours) {
        List<JsonNode> before = new ArrayList<>();
        Optional<String> taker = Optional.empty();
        for (JsonNode route : http) {
            if (ours.contains(route)) {
                Optional<JsonNode> first = covering(before, route, true);
                if (first.isEmpty()) {
                    return Optional.empty();
                }
                taker = first.map(Matching::name);
            } else if (!HttpRoute.pinned(route) && !route.has("delegate")) {
                before.add(route);
            }
        }
        return taker;
    }

    /** Whether the routes of an older VirtualService take all that ours match. */
    static boolean between(JsonNode http, List<JsonNode> ours) {
        List<JsonNode> theirs = StreamSupport.stream(http.spliterator(), false)
                .filter(route -> !HttpRoute.pinned(route) && !route.has("delegate"))
                .toList();
        return !ours.isEmpty()
                && ours.stream()
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
        return takesAll(route)
                ? ordered || takesAll(match.path("uri"), match)
                : Matching.of(route).stream().filter(Precedence::wide).anyMatch(one -> covers(one, match));
    }

    private static boolean takesAll(JsonNode route) {
        List<JsonNode> matches = Matching.of(route);
        return matches.isEmpty()
                || matches.stream().anyMatch(match -> wide(match) && takesAll(match.path("uri"), match));
    }

    private static boolean takesAll(JsonNode uri, JsonNode match) {
        return wide(match)
                && (uri.isEmpty()
                        || uri.path("prefix").asText().equals("/")
                        || uri.path("regex").asText().equals(".*"));
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

    /** Whether a match asks for nothing but a path. */
    private static boolean wide(JsonNode match) {
        return match.properties().stream()
                .allMatch(entry -> NEUTRAL.contains(entry.getKey())
                        || entry.getValue().isEmpty() && entry.getValue().isContainerNode());
    }
}
