package dev.sluice.traffic.istio;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.api.ProbeProtocol;
import dev.sluice.api.ProbeSpec;
import dev.sluice.api.SafeRegex;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** What the matches of an http route let through. */
final class MatchConditions {
    /** What only some clients send: a path, a method, a port or a scheme is not among it. */
    private static final List<String> OF_SOME_CLIENTS =
            List.of("headers", "queryParams", "sourceLabels", "sourceNamespace");

    private static final Set<String> OF_EVERY_REQUEST = Set.of(":authority", ":method", ":path", ":scheme", "host");

    /** What a match may ask for that is known of a probe: of anything else nobody here can say that a probe has it. */
    private static final Set<String> KNOWN =
            Set.of("uri", "name", "statPrefix", "ignoreUriCase", "method", "headers", "withoutHeaders", "queryParams");

    /** What clients' libraries and gateways add to a request. */
    private static final Set<String> ADDED = Set.of(
            "accept", "accept-encoding", "content-length", "content-type", "te", "traceparent", "user-agent", "via");

    private static final Pattern ADDED_BY_GATEWAY = Pattern.compile("x-(forwarded|envoy|request|b3|sluice)-.*");

    /** How what is missing is called when it is a header. */
    static final String HEADER = "header ";

    private MatchConditions() {}

    static List<JsonNode> of(JsonNode route) {
        return StreamSupport.stream(route.path("match").spliterator(), false).toList();
    }

    /** Whether only some clients come by it, chosen by what they send: testers with a header or a cookie. */
    static boolean selective(JsonNode route) {
        return selective(route, Set.of());
    }

    /** The same among clients who all send these: a header that every route asks for chooses nobody. */
    static boolean selective(JsonNode route, Set<String> common) {
        List<JsonNode> matches = of(route);
        return !matches.isEmpty() && matches.stream().noneMatch(match -> common.containsAll(chosenBy(match)));
    }

    /** What every match of all these routes asks of a client, whatever the value. */
    static Set<String> common(List<JsonNode> routes) {
        Set<String> common = new TreeSet<>();
        boolean first = true;
        for (JsonNode route : routes) {
            if (of(route).isEmpty()) {
                return Set.of();
            }
            for (JsonNode match : of(route)) {
                if (first) {
                    common.addAll(chosenBy(match));
                } else {
                    common.retainAll(chosenBy(match));
                }
                first = false;
            }
        }
        return common;
    }

    /** By what a match chooses among clients: the field, and the name in it where it has names. */
    private static Set<String> chosenBy(JsonNode match) {
        Set<String> chosen = new TreeSet<>();
        for (String field : OF_SOME_CLIENTS) {
            match.path(field).properties().forEach(entry -> chosen.add(field + "/" + entry.getKey()));
            if (match.path(field).isTextual()) {
                chosen.add(field);
            }
        }
        return chosen;
    }

    /** What stands for a route by what it matches, for one whose name does not tell it from others. */
    static String fingerprint(JsonNode route) {
        return "match " + PinnedRoutes.digest(route.path("match").toString());
    }

    /** The path that a match asks for, where it says so; a regular expression does not. */
    static Optional<String> path(JsonNode match) {
        return Stream.of("exact", "prefix")
                .map(kind -> match.at("/uri/" + kind).asText())
                .filter(path -> path.startsWith("/"))
                .findFirst();
    }

    /** What a match asks of the path, for people; empty when any will do. */
    static Optional<String> uri(JsonNode match) {
        return match.path("uri").properties().stream()
                .map(entry -> "uri." + entry.getKey() + " " + entry.getValue().asText())
                .findFirst();
    }

    /** Whether a match takes a path, with or without a query. */
    static boolean takes(JsonNode match, String path) {
        boolean same = match.path("ignoreUriCase").asBoolean();
        return text(match.path("uri"), path.split("\\?", 2)[0], same);
    }

    /** What a match asks for that a probe does not have, apart from its path. */
    static Optional<String> missing(JsonNode match, String path, ProbeSpec probe) {
        String method = probe.protocol() == ProbeProtocol.GRPC ? "POST" : probe.method();
        if (!text(match.path("method"), method, false)) {
            return Optional.of("another method than " + method);
        }
        Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        headers.putAll(probe.headers());
        Set<String> unknown = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        probe.headersFrom().forEach(one -> unknown.add(one.name()));
        Optional<String> header = unlike(match.path("headers"), headers, unknown);
        if (header.isPresent()) {
            return header.map(name -> "the " + HEADER + name);
        }
        Optional<String> without = excluded(match.path("withoutHeaders"), headers, probe);
        if (without.isPresent()) {
            return without.map(name -> "no " + HEADER + name);
        }
        Map<String, String> query = query(path);
        return unlike(match.path("queryParams"), query, Set.of()).map(name -> "the query parameter " + name);
    }

    /**
     * Whether a match takes a probe without any doubt: all that it asks for is known of probes, and there. What it says of gateway, port,
     * scheme and authority is not looked at.
     */
    static boolean certain(JsonNode match, String path, ProbeSpec probe) {
        return known(match, probe)
                && takes(match, path)
                && missing(match, path, probe).isEmpty();
    }

    private static boolean known(JsonNode match, ProbeSpec probe) {
        return match.properties().stream()
                        .allMatch(entry -> KNOWN.contains(entry.getKey())
                                || ListenerHost.FIELDS.contains(entry.getKey())
                                || entry.getValue().isContainerNode()
                                        && entry.getValue().isEmpty())
                && Stream.of("uri", "method", "scheme", "authority").allMatch(field -> plain(match.path(field)))
                && Stream.of("headers", "withoutHeaders")
                        .flatMap(field -> match.path(field).properties().stream())
                        .allMatch(header -> said(header.getKey(), probe) && plain(header.getValue()))
                && match.path("queryParams").properties().stream().allMatch(one -> plain(one.getValue()));
    }

    /** Whether it is known what a probe has in a header, be it nothing. */
    private static boolean said(String header, ProbeSpec probe) {
        String name = header.toLowerCase(Locale.ROOT);
        boolean given = probe.headers().keySet().stream().anyMatch(name::equalsIgnoreCase);
        return given
                || (!OF_EVERY_REQUEST.contains(name)
                        && !ADDED.contains(name)
                        && !ADDED_BY_GATEWAY.matcher(name).matches()
                        && probe.headersFrom().stream().noneMatch(one -> name.equalsIgnoreCase(one.name())));
    }

    /** Whether {@link #text} knows what it says of a text. */
    private static boolean plain(JsonNode wanted) {
        return wanted.properties().stream().allMatch(entry -> switch (entry.getKey()) {
            case "exact", "prefix" -> true;
            case "regex" -> SafeRegex.whole(entry.getValue().asText()).isPresent();
            default -> false;
        });
    }

    /** @param unknown what is given too, though nobody who looks here knows its value */
    private static Optional<String> unlike(JsonNode wanted, Map<String, String> given, Set<String> unknown) {
        return wanted.properties().stream()
                .filter(entry -> !unknown.contains(entry.getKey()))
                .filter(entry -> !OF_EVERY_REQUEST.contains(entry.getKey().toLowerCase(Locale.ROOT)))
                .filter(entry ->
                        !given.containsKey(entry.getKey()) || !text(entry.getValue(), given.get(entry.getKey()), false))
                .map(Map.Entry::getKey)
                .findFirst();
    }

    /** What a probe sends and a match does not let through; of a header from a Secret only that it is there is known. */
    private static Optional<String> excluded(JsonNode unwanted, Map<String, String> given, ProbeSpec probe) {
        return unwanted.properties().stream()
                .filter(entry -> given.containsKey(entry.getKey())
                        ? text(entry.getValue(), given.get(entry.getKey()), false)
                        : entry.getValue().isEmpty()
                                && probe.headersFrom().stream()
                                        .anyMatch(one -> one.name().equalsIgnoreCase(entry.getKey())))
                .map(Map.Entry::getKey)
                .findFirst();
    }

    private static Map<String, String> query(String path) {
        String[] parts = path.split("\\?", 2);
        Map<String, String> query = new HashMap<>();
        if (parts.length > 1) {
            for (String one : parts[1].split("&", -1)) {
                String[] pair = one.split("=", 2);
                query.put(pair[0], pair.length > 1 ? pair[1] : "");
            }
        }
        return query;
    }

    /** Istio's StringMatch; one that says nothing takes everything. A regular expression that is too large, or none, takes it too. */
    static boolean text(JsonNode wanted, String text, boolean anyCase) {
        String given = anyCase ? text.toLowerCase(Locale.ROOT) : text;
        return wanted.properties().stream().allMatch(entry -> {
            String value = entry.getValue().asText();
            String own = anyCase ? value.toLowerCase(Locale.ROOT) : value;
            return switch (entry.getKey()) {
                case "exact" -> given.equals(own);
                case "prefix" -> given.startsWith(own);
                case "regex" -> expression(value, text);
                default -> true;
            };
        });
    }

    private static boolean expression(String pattern, String text) {
        return SafeRegex.whole(pattern).map(whole -> whole.test(text)).orElse(true);
    }

    static List<String> texts(JsonNode list) {
        return StreamSupport.stream(list.spliterator(), false)
                .map(JsonNode::asText)
                .toList();
    }

    /** How people call an http route. */
    static String name(JsonNode route) {
        String name = route.path("name").asText();
        return name.isEmpty() ? "http route without a name" : "http route " + name;
    }
}
