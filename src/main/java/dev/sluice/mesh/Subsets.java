package dev.sluice.mesh;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.rollout.Target;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** Reads and completes the subsets of a DestinationRule. Existing subsets are never changed. */
final class Subsets {
    /** The pod label that tells versions apart. */
    static final String VERSION = "version";

    private Subsets() {}

    /** The DestinationRule of a host. */
    static ObjectNode rule(List<ObjectNode> rules, String host, String namespace) {
        return rules.stream()
                .filter(rule -> Host.same(rule.at("/spec/host").asText(), host, namespace))
                .findFirst()
                .orElseThrow(() -> new Obstacle("no DestinationRule in namespace " + namespace + " is for host " + host
                        + "; apply one with a subset for the version that serves now"));
    }

    /** The subset that selects a version by the {@code version} label alone. */
    static Optional<String> named(JsonNode rule, String version) {
        return subsets(rule)
                .filter(subset -> subset.at("/labels").size() == 1
                        && subset.at("/labels/" + VERSION).asText().equals(version))
                .map(subset -> subset.path("name").asText())
                .findFirst();
    }

    /** The labels that a subset selects. */
    static Optional<JsonNode> labels(JsonNode rule, String subset) {
        return subsets(rule)
                .filter(one -> one.path("name").asText().equals(subset))
                .map(one -> one.path("labels"))
                .findFirst();
    }

    /**
     * The rule with green's subset in it; the same object when it is there already.
     *
     * @throws Obstacle when blue's subset is gone or green's name is taken by other labels
     */
    static ObjectNode completed(ObjectNode rule, Target target) {
        String name = rule.at("/metadata/name").asText();
        if (labels(rule, target.blue()).isEmpty()) {
            throw new Obstacle(
                    "DestinationRule " + name + " has no subset " + target.blue() + ", which serves now; it has "
                            + subsets(rule).map(s -> s.path("name").asText()).collect(Collectors.joining(", "))
                            + "; put it back");
        }
        Optional<JsonNode> green = labels(rule, target.green());
        if (green.isEmpty()) {
            ObjectNode after = rule.deepCopy();
            ObjectNode subset = after.withObject("/spec").withArray("subsets").addObject();
            subset.put("name", target.green()).putObject("labels").put(VERSION, target.version());
            return after;
        }
        String selected = green.get().path(VERSION).asText();
        if (!selected.equals(target.version())) {
            throw new Obstacle(
                    "subset " + target.green() + " of DestinationRule " + name + " selects " + VERSION + "=" + selected
                            + ", not " + target.version() + "; existing subsets are never changed: rename that subset");
        }
        return rule;
    }

    private static Stream<JsonNode> subsets(JsonNode rule) {
        return StreamSupport.stream(rule.at("/spec/subsets").spliterator(), false);
    }
}
