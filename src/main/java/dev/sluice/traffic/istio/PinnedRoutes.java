package dev.sluice.traffic.istio;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.analysis.VersionRole;
import dev.sluice.rollout.TrafficTarget;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Writes the pinned routes of one rollout. Each is the managed route's own copy with one destination, directly before that
 * route, so that a probe takes the users' road; retries are off and nothing is mirrored. One more route, on top, answers by
 * itself and proves the configuration without asking the app. All carry the rollout in their names, since several rollouts
 * may have theirs in one VirtualService: {@code sluice-pin-<id>-stamp}, {@code sluice-pin-<id>-blue-0} and so on.
 */
final class PinnedRoutes {
    static final String PIN = TrafficTarget.PIN_HEADER;
    static final String STAMP = TrafficTarget.STAMP_HEADER;

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final List<String> NOT_COPIED =
            List.of("mirror", "mirrors", "mirrorPercent", "mirrorPercentage", "mirror_percent");

    private static final String PROOF = "stamp";
    private static final Pattern NAME =
            Pattern.compile(IstioHttpRoute.PREFIX + "(.+)-(?:" + PROOF + "|(?:blue|green)-\\d{1,9})");

    /** Envoy repeats a route's name in each of its logs and metrics. */
    private static final int LONGEST_ID = 63;

    private static final int DIGEST = 10;

    private PinnedRoutes() {}

    static String proof(String pin) {
        return pin + "-stamp";
    }

    /** What stands for a rollout in the names of its pinned routes: its name, or as much of that as fits and a digest. */
    static String id(String rollout) {
        return rollout.length() <= LONGEST_ID
                ? rollout
                : rollout.substring(0, LONGEST_ID - DIGEST - 1) + "-" + digest(rollout);
    }

    /**
     * The id of the rollout whose pinned route this is. An earlier Sluice named those of all
     * rollouts alike; of these the mark tells whose they are. Empty for all other routes, and when nothing tells it.
     */
    static Optional<String> owner(JsonNode route) {
        if (!IstioHttpRoute.pinned(route)) {
            return Optional.empty();
        }
        Matcher name = NAME.matcher(route.path("name").asText());
        return name.matches() ? Optional.of(name.group(1)) : stamp(route).map(stamp -> id(stamp.rollout()));
    }

    /** The mark that a pinned route carries. */
    static Optional<RouteRevision> stamp(JsonNode route) {
        return RouteRevision.parse(route.at("/headers/response/set/" + STAMP).asText());
    }

    /**
     * Puts in all pinned routes of a rollout that has none yet.
     *
     * @param copied whether the managed routes' copies are among them
     */
    static void insert(ArrayNode http, List<IstioHttpRoute> managed, boolean copied, RouteRevision stamp) {
        String prefix = IstioHttpRoute.PREFIX + id(stamp.rollout()) + "-";
        for (int i = 0; copied && i < managed.size(); i++) {
            int place = place(http, managed.get(i).json());
            http.insert(place, pin(managed.get(i), VersionRole.Blue, prefix + "blue-" + i, stamp));
            http.insert(place + 1, pin(managed.get(i), VersionRole.Green, prefix + "green-" + i, stamp));
        }
        ObjectNode proof = proof(managed.getFirst().target().pin(), prefix + PROOF, stamp);
        http.insert(top(http, proof.path("name").asText()), proof);
    }

    private static int place(ArrayNode http, ObjectNode route) {
        int place = 0;
        while (http.get(place) != route) {
            place++;
        }
        return place;
    }

    /** The rollouts' proofs stand in the order of their names: were each to put its own first, they would never agree. */
    private static int top(ArrayNode http, String name) {
        int top = 0;
        while (top < http.size()
                && proves(http.get(top))
                && http.get(top).path("name").asText().compareTo(name) < 0) {
            top++;
        }
        return top;
    }

    private static boolean proves(JsonNode route) {
        return IstioHttpRoute.pinned(route) && route.path("name").asText().endsWith("-" + PROOF);
    }

    private static ObjectNode proof(String pin, String name, RouteRevision stamp) {
        ObjectNode route = JSON.objectNode();
        route.put("name", name);
        route.putArray("match").add(match(JSON.objectNode(), proof(pin)));
        route.withObject("/headers/response/set").put(STAMP, stamp.toString());
        route.putObject("directResponse").put("status", 200);
        return route;
    }

    private static ObjectNode pin(IstioHttpRoute managed, VersionRole role, String name, RouteRevision stamp) {
        String subset = role == VersionRole.Blue
                ? managed.target().blue()
                : managed.target().green();
        ObjectNode route = managed.json().deepCopy();
        route.remove(NOT_COPIED);
        route.put("name", name);
        route.set(
                "match", matches(managed.json().path("match"), managed.target().pin(role)));
        ObjectNode destination = managed.destination(subset).orElseThrow().deepCopy();
        destination.remove("weight");
        route.putArray("route").add(destination);
        route.putObject("retries").put("attempts", 0);
        route.withObject("/headers/response/set").put(STAMP, stamp.toString());
        IstioHttpRoute.dropPin(route);
        return route;
    }

    /** Each of the route's own matches, joined with the pin. */
    private static ArrayNode matches(JsonNode own, String value) {
        ArrayNode joined = JSON.arrayNode();
        own.forEach(match -> joined.add(match(match.deepCopy(), value)));
        return joined.isEmpty() ? joined.add(match(JSON.objectNode(), value)) : joined;
    }

    private static ObjectNode match(ObjectNode match, String value) {
        match.withObject("/headers/" + PIN).put("exact", value);
        return match;
    }

    static String digest(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest).substring(0, DIGEST);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
