package dev.sluice.mesh;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.rollout.Colour;
import dev.sluice.rollout.Target;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Writes the pinned routes. Each is the managed route's own copy with one destination, so that a probe takes the users'
 * road; retries are off and nothing is mirrored. One more route answers by itself and proves the configuration without
 * asking the app.
 */
final class Pins {
    static final String PIN = Target.PIN_HEADER;
    static final String STAMP = Target.STAMP_HEADER;

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final List<String> NOT_COPIED =
            List.of("mirror", "mirrors", "mirrorPercent", "mirrorPercentage", "mirror_percent");

    private Pins() {}

    static String proof(String pin) {
        return pin + "-stamp";
    }

    /** All pinned routes, for the top of the list. */
    static List<ObjectNode> of(List<HttpRoute> managed, Stamp stamp) {
        List<ObjectNode> pins = new ArrayList<>();
        pins.add(proof(managed.getFirst().target().pin(), stamp));
        for (int i = 0; i < managed.size(); i++) {
            pins.add(pin(managed.get(i), Colour.Blue, i, stamp));
            pins.add(pin(managed.get(i), Colour.Green, i, stamp));
        }
        return pins;
    }

    private static ObjectNode proof(String pin, Stamp stamp) {
        ObjectNode route = JSON.objectNode();
        route.put("name", HttpRoute.PREFIX + "stamp");
        route.putArray("match").add(match(JSON.objectNode(), proof(pin)));
        route.withObject("/headers/response/set").put(STAMP, stamp.toString());
        route.putObject("directResponse").put("status", 200);
        return route;
    }

    private static ObjectNode pin(HttpRoute managed, Colour colour, int index, Stamp stamp) {
        String subset = colour == Colour.Blue
                ? managed.target().blue()
                : managed.target().green();
        ObjectNode route = managed.json().deepCopy();
        route.remove(NOT_COPIED);
        route.put("name", HttpRoute.PREFIX + colour.name().toLowerCase(Locale.ROOT) + "-" + index);
        route.set(
                "match", matches(managed.json().path("match"), managed.target().pin(colour)));
        ObjectNode destination = managed.destination(subset).orElseThrow().deepCopy();
        destination.remove("weight");
        route.putArray("route").add(destination);
        route.putObject("retries").put("attempts", 0);
        route.withObject("/headers/response/set").put(STAMP, stamp.toString());
        route.withObject("/headers/request").withArray("remove").add(PIN);
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
}
