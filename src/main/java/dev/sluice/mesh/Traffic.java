package dev.sluice.mesh;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.rollout.Target;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * How an app's traffic is split before a rollout begins.
 *
 * @param blue the subset that carries the traffic
 * @param blueLabels the labels that blue's subset selects
 * @param green the subset for green; it may not exist yet
 * @param routes what was found in each VirtualService
 */
public record Traffic(String blue, Map<String, String> blueLabels, String green, List<RouteTraffic> routes) {
    /**
     * What was found in one VirtualService.
     *
     * @param virtualService its name
     * @param host the destination host that is split
     * @param originals how each http route that is to be managed was found, in their order
     */
    public record RouteTraffic(String virtualService, String host, List<Target.Original> originals) {}

    static Traffic of(List<Survey> surveys, List<ObjectNode> rules, String namespace, String version) {
        Survey first = surveys.getFirst();
        ObjectNode rule = Subsets.rule(rules, first.host(), namespace);
        String green = Subsets.named(rule, version).orElse(version);
        String blue = carrier(first);
        for (Survey survey : surveys) {
            if (!carrier(survey).equals(blue)) {
                throw new Obstacle("VirtualService " + survey.virtualService() + " sends its traffic to subset "
                        + carrier(survey) + ", but " + first.virtualService() + " to " + blue
                        + "; make them agree before a release");
            }
        }
        List<RouteTraffic> routes = surveys.stream()
                .map(s -> new RouteTraffic(s.virtualService(), s.host(), originals(s, blue, green)))
                .toList();
        return new Traffic(blue, labels(rule, blue), green, routes);
    }

    private static List<Target.Original> originals(Survey survey, String blue, String green) {
        return survey.shapes().stream()
                .filter(shape ->
                        shape.subsets().contains(blue) || shape.subsets().contains(green))
                .map(shape -> new Target.Original(shape.subsets().contains(green), shape.weighted()))
                .toList();
    }

    private static String carrier(Survey survey) {
        List<String> carriers = survey.weights().entrySet().stream()
                .filter(entry -> entry.getValue() > 0)
                .map(Map.Entry::getKey)
                .toList();
        if (carriers.size() != 1) {
            throw new Obstacle(
                    "VirtualService " + survey.virtualService() + " splits its traffic " + survey.weights()
                            + "; a release begins when one version carries all of it: set one weight to 100 and the others to 0");
        }
        return carriers.getFirst();
    }

    private static Map<String, String> labels(ObjectNode rule, String subset) {
        JsonNode labels = Subsets.labels(rule, subset)
                .orElseThrow(() -> new Obstacle(
                        "DestinationRule " + rule.at("/metadata/name").asText() + " has no subset " + subset
                                + ", which serves now; add it"));
        Map<String, String> map = new HashMap<>();
        labels.properties()
                .forEach(entry -> map.put(entry.getKey(), entry.getValue().asText()));
        return map;
    }
}
