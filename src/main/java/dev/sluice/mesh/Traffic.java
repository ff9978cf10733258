package dev.sluice.mesh;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.rollout.Target;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * How an app's traffic is split before a rollout begins.
 *
 * @param blue the subset that carries the traffic
 * @param blueLabels the labels that blue's subset selects
 * @param green the subset for green; it may not exist yet
 * @param routes what was found in each VirtualService
 * @param strangers what looks like a way to the app, or a gateway, and does not count, in words
 * @param hosts the hosts that probes ask for, where that was looked at
 * @param taken hosts that VirtualServices of others have before those of the policy, in words, the cure behind the last semicolon
 */
public record Traffic(
        String blue,
        Map<String, String> blueLabels,
        String green,
        List<RouteTraffic> routes,
        List<String> strangers,
        List<String> hosts,
        List<String> taken) {
    /** Of http routes that are known again. */
    private static final int KEPT = 100;

    /**
     * What was found in one VirtualService.
     *
     * @param virtualService its name
     * @param host the destination host that is split
     * @param originals how each http route that is to be managed was found, in their order
     * @param apart http routes that lead some clients straight to a version and are left alone, in words
     * @param kept by what each of those is known again that has a place for blue
     * @param probePath path of probes that follows from what the http routes match; empty where the policy's reaches them
     */
    public record RouteTraffic(
            String virtualService,
            String host,
            List<Target.Original> originals,
            List<String> apart,
            List<String> kept,
            Optional<String> probePath) {}

    static Traffic of(
            List<Survey> surveys,
            List<ObjectNode> rules,
            String namespace,
            Candidate candidate,
            BiFunction<Survey, List<JsonNode>, Optional<String>> probePath) {
        Survey first = surveys.getFirst();
        ObjectNode rule = Subsets.rule(rules, first.host(), namespace);
        String blue = carrier(first);
        Map<String, String> labels = labels(rule, blue);
        String green = green(rule, candidate, blue, labels, surveys);
        for (Survey survey : surveys) {
            if (!carrier(survey).equals(blue)) {
                throw new Obstacle("VirtualService " + survey.virtualService() + " sends its traffic to subset "
                        + carrier(survey) + ", but " + first.virtualService() + " to " + blue
                        + "; make them agree before a release");
            }
        }
        surveys.stream()
                .filter(survey -> !Host.same(survey.host(), first.host(), namespace))
                .forEach(survey -> labels(Subsets.rule(rules, survey.host(), namespace), blue));
        surveys.forEach(survey -> checkIdle(survey, blue, green));
        List<RouteTraffic> routes = surveys.stream()
                .map(s -> {
                    List<Survey.Shape> managed = s.shapes().stream()
                            .filter(shape -> shape.knows(blue, green))
                            .toList();
                    List<JsonNode> json =
                            managed.stream().map(Survey.Shape::route).toList();
                    return new RouteTraffic(
                            s.virtualService(),
                            s.host(),
                            originals(managed, blue, green),
                            apart(s),
                            kept(s, blue),
                            probePath.apply(s, json));
                })
                .toList();
        return new Traffic(blue, labels, green, routes, List.of(), List.of(), List.of());
    }

    /** What a person should know before a release, though it is no obstacle. */
    public List<String> notes() {
        return Stream.of(routes.stream().flatMap(route -> route.apart().stream()), strangers.stream(), taken.stream())
                .flatMap(notes -> notes)
                .distinct()
                .toList();
    }

    Traffic with(List<String> ignored, List<String> asked, List<String> others) {
        return new Traffic(blue, blueLabels, green, routes, ignored, asked, others);
    }

    private static List<String> apart(Survey survey) {
        return survey.apart().stream()
                .map(route -> route.route() + " of VirtualService " + survey.virtualService()
                        + " leads some clients to subset " + String.join(", ", route.subsets())
                        + " and is left alone: they stay there whatever becomes of a release")
                .toList();
    }

    private static List<String> kept(Survey survey, String blue) {
        List<String> kept = survey.apart().stream()
                .filter(route -> route.known().contains(blue))
                .map(Survey.Apart::key)
                .distinct()
                .toList();
        if (kept.size() > KEPT) {
            throw new Obstacle("VirtualService " + survey.virtualService() + " has more than " + KEPT
                    + " http routes of some clients with a place for subset " + blue
                    + "; name the http routes for the users in spec.routes.httpRoutes of the policy");
        }
        return kept;
    }

    private static String green(
            ObjectNode rule, Candidate candidate, String blue, Map<String, String> labels, List<Survey> surveys) {
        if (candidate.labels().entrySet().containsAll(labels.entrySet())) {
            return blue;
        }
        Set<String> routed = surveys.stream()
                .flatMap(survey -> survey.weights().keySet().stream())
                .collect(Collectors.toSet());
        String version = candidate.version();
        String green = Subsets.of(rule, candidate, labels, routed).orElse(version);
        if (green.equals(version)
                && Subsets.labels(rule, green).isPresent()
                && Subsets.of(rule, candidate, labels, routed).isEmpty()) {
            throw Subsets.other(rule, green, version);
        }
        return green;
    }

    /** Beside a third destination, green must have nothing yet. */
    private static void checkIdle(Survey survey, String blue, String green) {
        if (!green.equals(blue) && survey.weights().getOrDefault(green, 0) > 0) {
            throw split(survey);
        }
    }

    private static List<Target.Original> originals(List<Survey.Shape> managed, String blue, String green) {
        return managed.stream()
                .map(shape -> new Target.Original(
                        shape.weights().containsKey(green), shape.weighted(), shape.share(blue, green)))
                .toList();
    }

    /**
     * The one version that carries the traffic. Where a route keeps a place of no weight for the next version beside others, that which
     * has more than all others together.
     */
    private static String carrier(Survey survey) {
        List<Map.Entry<String, Integer>> carriers = survey.weights().entrySet().stream()
                .filter(entry -> entry.getValue() > 0)
                .sorted(Map.Entry.comparingByValue(Comparator.reverseOrder()))
                .toList();
        if (carriers.size() == 1) {
            return carriers.getFirst().getKey();
        }
        int all = survey.weights().values().stream().mapToInt(Integer::intValue).sum();
        boolean place = survey.weights().containsValue(0);
        if (!carriers.isEmpty() && place && 2 * carriers.getFirst().getValue() > all) {
            return carriers.getFirst().getKey();
        }
        throw split(survey);
    }

    private static Obstacle split(Survey survey) {
        return new Obstacle("VirtualService " + survey.virtualService() + " splits its traffic " + survey.weights()
                + "; a release begins when one version carries all of it: set one weight to 100 and the others to 0"
                + (survey.shapes().size() > 1
                        ? ", or, where an http route is not for the users, name those that are in spec.routes.httpRoutes of the policy"
                        : ""));
    }

    private static Map<String, String> labels(ObjectNode rule, String subset) {
        String name = rule.at("/metadata/name").asText();
        JsonNode labels = Subsets.labels(rule, subset)
                .orElseThrow(() -> new Obstacle(
                        "DestinationRule " + name + " has no subset " + subset + ", which serves now; add it"));
        if (labels.isEmpty()) {
            throw new Obstacle("subset " + subset + " of DestinationRule " + name
                    + ", which serves now, has no labels, so it selects every version's pods; give it the label "
                    + Subsets.VERSION + " of the pods that serve");
        }
        return Subsets.map(labels);
    }
}
