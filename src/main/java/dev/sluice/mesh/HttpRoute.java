package dev.sluice.mesh;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.rollout.Target;
import dev.sluice.rollout.Weight;
import java.util.Optional;
import java.util.stream.StreamSupport;

/**
 * One http route of a VirtualService, seen by a rollout: who gets how much. Reads and changes the JSON in place, so
 * that every field that is not ours stays as it is.
 *
 * @param json the route
 * @param target the rollout's subsets
 * @param host the destination host that is split
 */
record HttpRoute(ObjectNode json, Target target, String host) {
    static final String PREFIX = "sluice-pin-";

    static boolean pinned(JsonNode route) {
        return route.path("name").asText().startsWith(PREFIX);
    }

    String name() {
        return json.path("name").asText();
    }

    /** Whether it sends traffic to blue or green. */
    boolean managed() {
        return !pinned(json)
                && destination(target.blue())
                        .or(() -> destination(target.green()))
                        .isPresent();
    }

    /** The entry for a subset of the host. */
    Optional<ObjectNode> destination(String subset) {
        return StreamSupport.stream(json.path("route").spliterator(), false)
                .filter(entry -> Host.same(entry.at("/destination/host").asText(), host, target.namespace()))
                .filter(entry -> entry.at("/destination/subset").asText().equals(subset))
                .map(ObjectNode.class::cast)
                .findFirst();
    }

    /** What a subset gets now; a route with one destination gives it everything. */
    int weight(String subset) {
        return destination(subset).map(this::weight).orElse(0);
    }

    /** Gives green its weight and blue the rest; green's destination is added as a copy of blue's when missing. */
    void split(Weight weight) {
        ObjectNode blue = destination(target.blue()).orElseGet(() -> copy(target.green(), target.blue()));
        ObjectNode green = destination(target.green()).orElseGet(() -> copy(target.blue(), target.green()));
        blue.put("weight", weight.whole() - weight.part());
        green.put("weight", weight.part());
    }

    /** Takes out what a rollout added when green did not stay. */
    void restore(Target.Original original) {
        if (!original.green() && weight(target.green()) == 0) {
            destination(target.green()).ifPresent(this::remove);
        }
        if (!original.weighted() && json.path("route").size() == 1) {
            destination(target.blue()).ifPresent(blue -> blue.remove("weight"));
        }
    }

    private int weight(ObjectNode entry) {
        return json.path("route").size() == 1 && !entry.has("weight")
                ? 100
                : entry.path("weight").asInt();
    }

    private ObjectNode copy(String from, String to) {
        ObjectNode entry = destination(from)
                .orElseThrow(() -> new Obstacle("http route " + name() + " sends nothing to " + host + " any more"))
                .deepCopy();
        entry.withObject("/destination").put("subset", to);
        ((ArrayNode) json.path("route")).add(entry);
        return entry;
    }

    private void remove(ObjectNode entry) {
        ArrayNode entries = (ArrayNode) json.path("route");
        for (int i = 0; i < entries.size(); i++) {
            if (entries.get(i) == entry) {
                entries.remove(i);
                return;
            }
        }
    }
}
