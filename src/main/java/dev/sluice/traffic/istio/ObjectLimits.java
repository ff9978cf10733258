package dev.sluice.traffic.istio;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.POJONode;
import dev.sluice.traffic.TrafficConfigException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.StreamSupport;

/**
 * How much of Istio's objects is looked into. Anybody may write one of up to 1.5 MB, and what is worked out of two of them may take
 * their product. Of an object beyond the bounds only its metadata is known: whoever needs it is told so, and to all others it says nothing.
 */
final class ObjectLimits {
    static final int ROUTES = 500;
    static final int MATCHES = 1_000;
    static final int DESTINATIONS = 1_000;
    /** Of hosts and of gateways of a VirtualService. */
    static final int NAMES = 100;
    /** Of servers of a Gateway. */
    static final int SERVERS = 500;
    /** Of hosts of all servers of a Gateway. */
    static final int SERVED = 2_000;

    static final int SUBSETS = 500;
    /** Of characters of the http routes, pinned ones apart, and of all else in a spec. */
    static final int CHARACTERS = 256 * 1024;

    /** Characters that a list or an object weighs by itself, and a value at least. */
    private static final int CONTAINER = 64;

    private static final int VALUE = 32;

    /** Each managed route has two pinned ones, which are as large as it is; a rollout has one more. */
    private static final int PINNED = 3;

    private static final String EXCESS = "excess";
    private static final Set<IstioHost> ANYWHERE = Set.of(Destinations.ANY);
    private static final List<String> KEPT =
            List.of("namespace", "name", "uid", "resourceVersion", "creationTimestamp");

    /** No JSON holds one, so nobody can pretend it. */
    private record Excess(String why, Set<IstioHost> destinations) {}

    private ObjectLimits() {}

    /** The object, or its metadata alone where there is too much of it. */
    static ObjectNode bounded(ObjectNode json) {
        return excess(json).map(why -> bare(json, why, Destinations.read(json))).orElse(json);
    }

    /** The metadata alone of an object, of which a namespace has too many; where its requests go is still known. */
    static ObjectNode crowded(ObjectNode json) {
        return why(json).isPresent() ? json : bare(json, crowd(json), Destinations.read(json));
    }

    /** The same, and nothing is known of where its requests go. */
    static ObjectNode unknown(ObjectNode json) {
        Set<IstioHost> destinations = destinations(json).orElseGet(() -> Destinations.read(json));
        return bare(json, why(json).orElseGet(() -> crowd(json)), destinations.isEmpty() ? destinations : ANYWHERE);
    }

    private static String crowd(ObjectNode json) {
        return String.format(
                Locale.ROOT,
                "%s %s of namespace %s is not looked into, since that namespace has more text in objects of this kind than is"
                        + " kept (%,d characters); delete some or make them smaller, then change this one",
                json.path("kind").asText("object"),
                json.at("/metadata/name").asText(),
                json.at("/metadata/namespace").asText(),
                ObjectStore.MOST);
    }

    /** Where one that was not looked into sends requests; empty for one that was. */
    static Optional<Set<IstioHost>> destinations(JsonNode json) {
        return json.get(EXCESS) instanceof POJONode node && node.getPojo() instanceof Excess excess
                ? Optional.of(excess.destinations())
                : Optional.empty();
    }

    /** Why an object was not looked into: what there is too much of, the bound and the cure; empty where it was. */
    static Optional<String> why(JsonNode json) {
        return json.get(EXCESS) instanceof POJONode node && node.getPojo() instanceof Excess excess
                ? Optional.of(excess.why())
                : Optional.empty();
    }

    /**
     * The object, for who needs what is in it.
     *
     * @throws TrafficConfigException when it was not looked into
     */
    static ObjectNode needed(ObjectNode json) {
        why(json).ifPresent(why -> {
            throw new TrafficConfigException(why);
        });
        return json;
    }

    /** Whether there is too much of an object that was read in full. */
    static boolean exceeded(ObjectNode json) {
        return excess(json).isPresent();
    }

    private static Optional<String> excess(ObjectNode json) {
        JsonNode spec = json.path("spec");
        return count(json, spec.path("http"))
                .or(() -> more(json, spec.path("hosts").size(), NAMES, "hosts"))
                .or(() -> more(json, spec.path("gateways").size(), NAMES, "gateways"))
                .or(() -> more(json, spec.path("servers").size(), SERVERS, "servers"))
                .or(() -> more(json, sum(spec.path("servers"), "hosts"), SERVED, "hosts of servers"))
                .or(() -> more(json, spec.path("subsets").size(), SUBSETS, "subsets"))
                .or(() -> more(json, beside(spec), CHARACTERS, "characters beside its http routes"));
    }

    private static Optional<String> count(ObjectNode json, JsonNode http) {
        int routes = 0;
        int matches = 0;
        int destinations = 0;
        long characters = 0;
        for (JsonNode route : http) {
            if (!IstioHttpRoute.pinned(route)) {
                routes++;
                matches += route.path("match").size();
                destinations += route.path("route").size();
                characters += characters(route);
            }
        }
        long read = characters;
        int found = matches;
        int to = destinations;
        return more(json, routes, ROUTES, "http routes")
                .or(() -> more(json, found, MATCHES, "matches"))
                .or(() -> more(json, to, DESTINATIONS, "destinations"))
                .or(() -> more(json, read, CHARACTERS, "characters in its http routes"))
                .or(() -> more(json, http.size(), ROUTES * (1 + PINNED), "http routes and pinned ones"));
    }

    private static long beside(JsonNode spec) {
        long sum = 0;
        for (Map.Entry<String, JsonNode> field : spec.properties()) {
            sum += field.getKey().equals("http") ? 0 : characters(field.getValue());
        }
        return sum;
    }

    private static Optional<String> more(ObjectNode json, long found, long bound, String what) {
        return found <= bound
                ? Optional.empty()
                : Optional.of(String.format(
                        Locale.ROOT,
                        "%s %s of namespace %s has %,d %s, more than the %,d that are looked into; split it",
                        json.path("kind").asText("object"),
                        json.at("/metadata/name").asText(),
                        json.at("/metadata/namespace").asText(),
                        found,
                        what,
                        bound));
    }

    private static int sum(JsonNode list, String field) {
        return StreamSupport.stream(list.spliterator(), false)
                .mapToInt(one -> one.path(field).size())
                .sum();
    }

    /** About as many as it has when it is written. */
    static long characters(JsonNode json) {
        if (json.isTextual()) {
            return json.textValue().length() + 3L;
        }
        if (!json.isContainerNode()) {
            return 5;
        }
        long sum = 2;
        for (Map.Entry<String, JsonNode> field : json.properties()) {
            sum += field.getKey().length() + 4L + characters(field.getValue());
        }
        if (json.isArray()) {
            for (JsonNode one : json) {
                sum += 1 + characters(one);
            }
        }
        return sum;
    }

    /** About as many as take the memory that it takes: what is empty takes some, too. */
    static long weight(JsonNode json) {
        if (!json.isContainerNode()) {
            return Math.max(VALUE, characters(json));
        }
        long sum = CONTAINER;
        for (Map.Entry<String, JsonNode> field : json.properties()) {
            sum += field.getKey().length() + 4L + weight(field.getValue());
        }
        if (json.isArray()) {
            for (JsonNode one : json) {
                sum += weight(one);
            }
        }
        return sum;
    }

    private static ObjectNode bare(ObjectNode json, String why, Set<IstioHost> destinations) {
        ObjectNode bare = JsonNodeFactory.instance.objectNode();
        bare.put("kind", json.path("kind").asText());
        ObjectNode metadata = bare.putObject("metadata");
        KEPT.forEach(field -> metadata.put(field, json.at("/metadata/" + field).asText()));
        // By it a DestinationRule is found, and then refused with its own words.
        String host = json.at("/spec/host").asText();
        if (!host.isEmpty() && host.length() <= CHARACTERS / 1_000) {
            bare.putObject("spec").put("host", host);
        }
        bare.putPOJO(EXCESS, new Excess(why, destinations));
        return bare;
    }
}
