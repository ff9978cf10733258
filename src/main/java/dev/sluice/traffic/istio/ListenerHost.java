package dev.sluice.traffic.istio;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Where requests come in: a server of a Gateway, asked for one host. What a match says of gateway, port, scheme and authority takes either
 * all that comes in here or nothing of it.
 *
 * @param gateway {@code namespace/name} of the Gateway
 * @param host the host that is asked for
 * @param server the server
 */
record ListenerHost(String gateway, String host, GatewayListener server) {
    /** The fields of a match that are the same for all that comes in at one place. */
    static final Set<String> FIELDS = Set.of("gateways", "port", "scheme", "authority");

    /** How what is missing begins when it is the host. */
    static final String OTHER_HOST = "for another host";

    /**
     * What a match asks for that nothing has that comes in here, for people.
     *
     * @param home the namespace of the match's VirtualService
     */
    Optional<String> missing(JsonNode match, String home) {
        List<String> gateways = MatchConditions.texts(match.path("gateways"));
        if (!gateways.isEmpty()
                && gateways.stream().noneMatch(name -> full(name, home).equals(gateway))) {
            return Optional.of("by the gateways " + gateways);
        }
        int port = match.path("port").asInt();
        if (port != 0 && port != server.port()) {
            return Optional.of("on port " + port);
        }
        if (!MatchConditions.text(match.path("scheme"), server.tls() ? "https" : "http", false)) {
            return Optional.of("of another scheme than " + (server.tls() ? "https" : "http"));
        }
        return MatchConditions.text(match.path("authority"), host, false)
                ? Optional.empty()
                : Optional.of(OTHER_HOST + " than " + host);
    }

    /** An http route without the matches that take nothing of what comes in here; empty when that leaves none. */
    Optional<JsonNode> open(JsonNode route, String home) {
        List<JsonNode> matches = MatchConditions.of(route);
        List<JsonNode> open =
                matches.stream().filter(match -> missing(match, home).isEmpty()).toList();
        if (open.size() == matches.size()) {
            return Optional.of(route);
        }
        ObjectNode rest = route.deepCopy();
        ArrayNode kept = rest.putArray("match");
        open.forEach(kept::add);
        return open.isEmpty() ? Optional.empty() : Optional.of(rest);
    }

    /** The http routes that take something of what comes in here, each without the matches that do not. */
    List<JsonNode> open(List<JsonNode> routes, String home) {
        return routes.stream().flatMap(route -> open(route, home).stream()).toList();
    }

    /** Whether one of the http routes takes something of what comes in here. */
    boolean takes(List<JsonNode> routes, String home) {
        return routes.stream().anyMatch(route -> {
            List<JsonNode> matches = MatchConditions.of(route);
            return matches.isEmpty()
                    || matches.stream().anyMatch(match -> missing(match, home).isEmpty());
        });
    }

    /** The same place where a proxy before the gateway tells the other scheme. */
    ListenerHost otherScheme() {
        return new ListenerHost(gateway, host, new GatewayListener(server.port(), !server.tls()));
    }

    /** The same for all of them, when none takes anything: what the first asks for. */
    Optional<String> missing(List<JsonNode> routes, String home) {
        return !open(routes, home).isEmpty()
                ? Optional.empty()
                : routes.stream()
                        .flatMap(route -> MatchConditions.of(route).stream())
                        .flatMap(match -> missing(match, home).stream())
                        .findFirst();
    }

    /** The same for requests with these headers: a gateway behind a proxy may take the scheme from one. */
    ListenerHost told(Map<String, String> headers) {
        return headers.entrySet().stream()
                .filter(header -> header.getKey().equalsIgnoreCase("x-forwarded-proto"))
                .map(header -> new ListenerHost(
                        gateway,
                        host,
                        new GatewayListener(server.port(), header.getValue().equals("https"))))
                .findFirst()
                .orElse(this);
    }

    /** A gateway's name as it stands in an object of a namespace, in full. */
    static String full(String name, String home) {
        return name.contains("/") ? name : home + "/" + name;
    }

    @Override
    public String toString() {
        return "port " + server.port() + " of Gateway " + gateway.substring(gateway.indexOf('/') + 1) + " for host "
                + host;
    }
}
