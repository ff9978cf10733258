package dev.sluice.traffic.istio;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.rollout.TrafficTarget;
import dev.sluice.rollout.Weight;
import dev.sluice.traffic.TrafficConfigException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * One http route of a VirtualService, seen by a rollout: who gets how much. Reads and changes the JSON in place, so
 * that every field that is not ours stays as it is.
 *
 * @param json the route
 * @param target the rollout's subsets
 * @param route the VirtualService's part in it
 */
record IstioHttpRoute(ObjectNode json, TrafficTarget target, TrafficTarget.Route route) {
    static final String PREFIX = "sluice-pin-";

    static boolean pinned(JsonNode route) {
        return route.path("name").asText().startsWith(PREFIX);
    }

    /** The destination host that is split. */
    String host() {
        return route.host();
    }

    String name() {
        return json.path("name").asText();
    }

    /** Whether it sends traffic to blue or green that is a rollout's to move. */
    boolean managed() {
        boolean known =
                destination(target.blue()).or(() -> destination(target.green())).isPresent();
        return !pinned(json)
                && known
                && !apart()
                && !(ours() == 0 && others().findAny().isPresent());
    }

    /** A route that leads some clients past the users' version is the user's own; where it has a place for blue, weights no longer tell. */
    private boolean apart() {
        return MatchConditions.selective(json)
                && (destination(target.blue()).isEmpty()
                        || route.apart().contains(name())
                        || route.apart().contains(MatchConditions.fingerprint(json)));
    }

    private long ours() {
        return weight(target.blue()) + weight(target.green());
    }

    /** The destinations besides blue and green that get something. */
    private Stream<ObjectNode> others() {
        return entries()
                .filter(entry -> !leads(entry, target.blue()) && !leads(entry, target.green()))
                .filter(entry -> weight(entry) > 0);
    }

    /** The entry for a subset of the host. */
    Optional<ObjectNode> destination(String subset) {
        return entries().filter(entry -> leads(entry, subset)).findFirst();
    }

    /** Blue's subset or green's, where several entries lead to it, so that nobody can tell which weight to move. */
    Optional<String> repeated() {
        return Stream.of(target.blue(), target.green())
                .filter(subset -> further(subset).findAny().isPresent())
                .findFirst();
    }

    /** The entries for a subset besides the first. */
    private Stream<ObjectNode> further(String subset) {
        return entries().filter(entry -> leads(entry, subset)).skip(1);
    }

    private Stream<ObjectNode> entries() {
        return StreamSupport.stream(json.path("route").spliterator(), false).map(ObjectNode.class::cast);
    }

    private boolean leads(ObjectNode entry, String subset) {
        return IstioHost.same(entry.at("/destination/host").asText(), host(), target.namespace())
                && entry.at("/destination/subset").asText().equals(subset);
    }

    /** What a subset gets now; a route with one destination gives it everything. */
    int weight(String subset) {
        return destination(subset).map(this::weight).orElse(0);
    }

    /**
     * Gives green its weight and blue the rest; green's destination is added as a copy of blue's when missing. What other
     * destinations get keeps its share: the weight is a part of what blue and green have together. Further destinations of green, which somebody
     * added meanwhile, get nothing.
     *
     * @param found what both had together before the rollout; 0 when that is not known
     */
    void split(Weight weight, int found) {
        List<ObjectNode> others = others().toList();
        WeightShares shares = WeightShares.of(
                        ours(), others.stream().map(this::weight).toList(), found)
                .at(weight);
        ObjectNode blue = destination(target.blue()).orElseGet(() -> copy(target.green(), target.blue()));
        ObjectNode green = destination(target.green()).orElseGet(() -> copy(target.blue(), target.green()));
        blue.put("weight", shares.ours() - shares.green());
        green.put("weight", shares.green());
        further(target.green()).forEach(entry -> entry.put("weight", 0));
        for (int i = 0; i < others.size(); i++) {
            others.get(i).put("weight", shares.others().get(i));
        }
    }

    /** Takes the pin out of users' requests, who have no business with it: the app sees none, whatever its value. */
    void dropPin() {
        dropPin(json);
    }

    static void dropPin(ObjectNode route) {
        ArrayNode removed = route.withObject("/headers/request").withArray("remove");
        if (pin(removed) < 0) {
            removed.add(TrafficTarget.PIN_HEADER);
        }
    }

    /** The opposite, once the rollout is over; what is empty then goes too. */
    void keepPin() {
        if (json.at("/headers/request/remove") instanceof ArrayNode removed && pin(removed) >= 0) {
            removed.remove(pin(removed));
            prune((ObjectNode) json.at("/headers/request"), "remove");
            prune((ObjectNode) json.at("/headers"), "request");
            prune(json, "headers");
        }
    }

    private static int pin(ArrayNode removed) {
        for (int i = 0; i < removed.size(); i++) {
            if (removed.get(i).asText().equals(TrafficTarget.PIN_HEADER)) {
                return i;
            }
        }
        return -1;
    }

    private static void prune(ObjectNode parent, String field) {
        if (parent.path(field).isEmpty()) {
            parent.remove(field);
        }
    }

    /** Takes out what a rollout added when green did not stay. */
    void restore(TrafficTarget.Original original) {
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
                .orElseThrow(() -> new TrafficConfigException(
                        "http route " + name() + " sends nothing to " + host() + " any more"))
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
