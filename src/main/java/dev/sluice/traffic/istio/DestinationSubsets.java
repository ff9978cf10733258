package dev.sluice.traffic.istio;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.rollout.TrafficTarget;
import dev.sluice.traffic.TrafficConfigException;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** Reads and completes the subsets of a DestinationRule. Existing subsets are never changed. */
public final class DestinationSubsets {
    /** The pod label that tells versions apart. */
    public static final String VERSION = "version";

    /** Of what is kept of a subset, in characters. */
    private static final int LONGEST = 4096;

    private static final ObjectMapper MAPPER = new ObjectMapper();

    private DestinationSubsets() {}

    /** The DestinationRule of a host. */
    public static ObjectNode rule(List<ObjectNode> rules, String host, String namespace) {
        return rules(rules, host, namespace).stream()
                .findFirst()
                .map(ObjectLimits::needed)
                .orElseThrow(() -> new TrafficConfigException("no DestinationRule in namespace " + namespace
                        + " is for host " + host + "; apply one with a subset for the version that serves now"));
    }

    /** The DestinationRules of a host that gateways take, those with subsets first. */
    static List<ObjectNode> rules(List<ObjectNode> rules, String host, String namespace) {
        return rules.stream()
                .filter(rule -> IstioHost.same(rule.at("/spec/host").asText(), host, namespace))
                .sorted(Comparator.comparing(
                                (ObjectNode rule) -> rule.at("/spec").has("workloadSelector"))
                        .thenComparing(rule -> rule.at("/spec/subsets").isEmpty()))
                .toList();
    }

    /** Whether a DestinationRule of another namespace is for a host too, by its name or by a wildcard. */
    static boolean covers(String rule, String home, String host, String namespace) {
        IstioHost split = IstioHost.of(host, namespace);
        String full = split.namespace().isEmpty()
                ? split.service()
                : split.service() + "." + split.namespace() + ".svc." + ClusterDomain.own();
        return IstioHost.of(rule, home).equals(split) || (rule.startsWith("*") && full.endsWith(rule.substring(1)));
    }

    /**
     * The subset that selects a version's pods, by whatever labels, and those of no other version. Of several, that which the
     * routes know goes first, then that which selects by the {@code version} label alone.
     *
     * @param blue the labels that blue's subset selects
     * @param routed the subsets that the routes send traffic to
     */
    static Optional<String> of(JsonNode rule, Candidate green, Map<String, String> blue, Set<String> routed) {
        return subsets(rule)
                .filter(subset -> apart(map(subset.path("labels")), green, blue))
                .min(Comparator.comparing((JsonNode subset) ->
                                !routed.contains(subset.path("name").asText()))
                        .thenComparing(subset -> !alone(subset, green.version())))
                .map(subset -> subset.path("name").asText());
    }

    private static boolean alone(JsonNode subset, String version) {
        return subset.path("labels").size() == 1
                && subset.at("/labels/" + VERSION).asText().equals(version);
    }

    /** A subset for all pods of the app, or for those of a version that was left running, selects green's too, and is no subset of green's. */
    private static boolean apart(Map<String, String> labels, Candidate green, Map<String, String> blue) {
        if (labels.isEmpty() || !green.labels().entrySet().containsAll(labels.entrySet())) {
            return false;
        }
        boolean differs = labels.entrySet().stream()
                .anyMatch(label ->
                        blue.containsKey(label.getKey()) && !label.getValue().equals(blue.get(label.getKey())));
        List<Map<String, String>> versions = green.versions(blue);
        return versions.stream().noneMatch(pods -> pods.entrySet().containsAll(labels.entrySet()))
                && (labels.containsKey(VERSION)
                        || differs
                        || versions.stream().anyMatch(pods -> pods.entrySet().containsAll(blue.entrySet())));
    }

    public static Map<String, String> map(JsonNode labels) {
        Map<String, String> map = new HashMap<>();
        labels.properties()
                .forEach(entry -> map.put(entry.getKey(), entry.getValue().asText()));
        return map;
    }

    /** The labels that a subset selects. */
    public static Optional<JsonNode> labels(JsonNode rule, String subset) {
        return subsets(rule)
                .filter(one -> one.path("name").asText().equals(subset))
                .map(one -> one.path("labels"))
                .findFirst();
    }

    /** The subsets that ask for all of the labels of one, and maybe for more: they select no other pods. */
    static List<String> within(JsonNode rule, String subset) {
        Map<String, String> outer =
                labels(rule, subset).map(DestinationSubsets::map).orElse(Map.of());
        return outer.isEmpty()
                ? List.of()
                : subsets(rule)
                        .filter(one -> map(one.path("labels")).entrySet().containsAll(outer.entrySet()))
                        .map(one -> one.path("name").asText())
                        .toList();
    }

    /**
     * The rule with both versions' subsets in it; the same object when they are there already.
     *
     * @throws TrafficConfigException when blue's subset is gone and it is not known how it was, or green's name is taken by other labels
     */
    static ObjectNode completed(ObjectNode rule, TrafficTarget target) {
        return withGreen(withBlue(rule, target), target);
    }

    /**
     * The rule with blue's subset in it as it was found; the same object when there is one.
     *
     * @throws TrafficConfigException when it is gone and it is not known how it was
     */
    static ObjectNode withBlue(ObjectNode rule, TrafficTarget target) {
        return restored(rule, target)
                .orElseThrow(() -> new TrafficConfigException(
                        "DestinationRule " + rule.at("/metadata/name").asText() + " has no subset " + target.blue()
                                + ", which serves now; it has "
                                + String.join(", ", names(rule))
                                + "; put it back"));
    }

    /** The same; empty when it is not known how it was. */
    static Optional<ObjectNode> restored(ObjectNode rule, TrafficTarget target) {
        if (labels(rule, target.blue()).isPresent()) {
            return Optional.of(rule);
        }
        return target.routes().stream()
                .filter(route -> IstioHost.same(rule.at("/spec/host").asText(), route.host(), target.namespace()))
                .flatMap(route -> subset(route.blueSubset(), target.blue()).stream())
                .findFirst()
                .map(subset -> {
                    ObjectNode after = rule.deepCopy();
                    after.withObject("/spec").withArray("subsets").add(subset);
                    return after;
                });
    }

    /** What a Rollout keeps of a subset, whoever wrote that; empty when it is none of this name that selects something. */
    private static Optional<ObjectNode> subset(String kept, String name) {
        try {
            return kept.length() <= LONGEST
                            && MAPPER.readTree(kept) instanceof ObjectNode subset
                            && subset.path("name").asText().equals(name)
                            && !subset.path("labels").isEmpty()
                    ? Optional.of(subset)
                    : Optional.empty();
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
    }

    /** A subset in the form in which a Rollout keeps it; empty for one that is too large. */
    static Optional<String> kept(JsonNode rule, String subset) {
        return subsets(rule)
                .filter(one -> one.path("name").asText().equals(subset))
                .map(JsonNode::toString)
                .filter(text -> text.length() <= LONGEST)
                .findFirst();
    }

    /**
     * The rule with green's subset in it; the same object when it is there already.
     *
     * @throws TrafficConfigException when its name is taken by other labels
     */
    static ObjectNode withGreen(ObjectNode rule, TrafficTarget target) {
        Optional<JsonNode> green = labels(rule, target.green());
        if (green.isEmpty()) {
            ObjectNode after = rule.deepCopy();
            ObjectNode subset = after.withObject("/spec").withArray("subsets").addObject();
            subset.put("name", target.green()).putObject("labels").put(VERSION, target.version());
            return after;
        }
        Map<String, String> labels = map(green.get());
        String selected = labels.getOrDefault(VERSION, target.version());
        if (labels.isEmpty() || !selected.equals(target.version())) {
            throw other(rule, target.green(), target.version());
        }
        return rule;
    }

    /** A name that green's subset would have to have is taken. */
    static TrafficConfigException other(JsonNode rule, String subset, String version) {
        Map<String, String> labels = map(labels(rule, subset).orElseThrow());
        return new TrafficConfigException("subset " + subset + " of DestinationRule "
                + rule.at("/metadata/name").asText() + " selects "
                + (labels.isEmpty() ? "every pod" : new TreeMap<>(labels)) + ", not the pods with " + VERSION + "="
                + version + "; existing subsets are never changed: rename that subset");
    }

    /** The names of the subsets, in their order. */
    static List<String> names(JsonNode rule) {
        return subsets(rule).map(subset -> subset.path("name").asText()).toList();
    }

    private static Stream<JsonNode> subsets(JsonNode rule) {
        return StreamSupport.stream(rule.at("/spec/subsets").spliterator(), false);
    }
}
