package dev.sluice.traffic.istio;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.api.RouteRef;
import dev.sluice.rollout.TrafficTarget;
import dev.sluice.traffic.TrafficConfigException;
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
public record TrafficSplit(
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
     * What was found in one of the objects that split it.
     *
     * @param ref the object
     * @param host the destination host that is split
     * @param originals how each http route that is to be managed was found, in their order
     * @param apart http routes that lead some clients straight to a version and are left alone, in words
     * @param kept by what each of those is known again that has a place for blue
     * @param blueSubset blue's subset in the host's DestinationRule, as a Rollout keeps it
     * @param probePath path of probes that follows from what the http routes match; empty where the policy's reaches them
     */
    public record RouteTraffic(
            RouteRef ref,
            String host,
            List<TrafficTarget.Original> originals,
            List<String> apart,
            List<String> kept,
            Optional<String> blueSubset,
            Optional<String> probePath) {}

    static TrafficSplit of(
            List<VirtualServiceInspection> surveys,
            List<ObjectNode> rules,
            String namespace,
            Candidate candidate,
            BiFunction<VirtualServiceInspection, List<JsonNode>, Optional<String>> probePath) {
        VirtualServiceInspection first = surveys.getFirst();
        ObjectNode rule = DestinationSubsets.rule(rules, first.host(), namespace);
        String blue = carrier(first);
        Map<String, String> labels = labels(rule, blue);
        for (VirtualServiceInspection inspection : surveys) {
            if (!carrier(inspection).equals(blue)) {
                throw new TrafficConfigException(
                        "VirtualService " + inspection.virtualService() + " sends its traffic to subset "
                                + carrier(inspection) + ", but " + first.virtualService() + " to " + blue
                                + "; make them agree before a release");
            }
        }
        List<ObjectNode> split = surveys.stream()
                .map(inspection -> DestinationSubsets.rule(rules, inspection.host(), namespace))
                .distinct()
                .toList();
        split.stream().skip(1).forEach(other -> labels(other, blue));
        String green = green(split, candidate, blue, labels, surveys);
        surveys.forEach(inspection -> checkIdle(inspection, blue, green));
        List<RouteTraffic> routes = surveys.stream()
                .map(s -> {
                    List<VirtualServiceInspection.Shape> managed = s.shapes().stream()
                            .filter(shape -> shape.knows(blue, green))
                            .toList();
                    managed.forEach(shape -> shape.checkMovable(s.virtualService(), blue, green));
                    List<JsonNode> json = managed.stream()
                            .map(VirtualServiceInspection.Shape::route)
                            .toList();
                    return new RouteTraffic(
                            RouteRef.virtualService(namespace, s.virtualService()),
                            s.host(),
                            originals(managed, blue, green),
                            apart(s),
                            kept(s, blue),
                            DestinationSubsets.kept(DestinationSubsets.rule(rules, s.host(), namespace), blue),
                            probePath.apply(s, json));
                })
                .toList();
        return new TrafficSplit(blue, labels, green, routes, List.of(), List.of(), List.of());
    }

    /** What a person should know before a release, though it is no obstacle. */
    public List<String> notes() {
        return Stream.of(leftAlone().stream(), strangers.stream(), taken.stream())
                .flatMap(notes -> notes)
                .distinct()
                .toList();
    }

    /** The http routes that lead some clients straight to a version, whatever becomes of a release, in words. */
    public List<String> leftAlone() {
        return routes.stream()
                .flatMap(route -> route.apart().stream())
                .distinct()
                .toList();
    }

    TrafficSplit with(List<String> ignored, List<String> asked, List<String> others) {
        return new TrafficSplit(blue, blueLabels, green, routes, ignored, asked, others);
    }

    private static List<String> apart(VirtualServiceInspection inspection) {
        return inspection.apart().stream()
                .map(route -> route.route() + " of VirtualService " + inspection.virtualService()
                        + " leads some clients to subset " + String.join(", ", route.subsets())
                        + " and is left alone: they stay there whatever becomes of a release")
                .toList();
    }

    private static List<String> kept(VirtualServiceInspection inspection, String blue) {
        List<String> kept = inspection.apart().stream()
                .filter(route -> route.known().contains(blue))
                .map(VirtualServiceInspection.Apart::key)
                .distinct()
                .toList();
        if (kept.size() > KEPT) {
            throw new TrafficConfigException("VirtualService " + inspection.virtualService() + " has more than " + KEPT
                    + " http routes of some clients with a place for subset " + blue
                    + "; name the http routes for the users in spec.routes.httpRoutes of the policy");
        }
        return kept;
    }

    private static String green(
            List<ObjectNode> rules,
            Candidate candidate,
            String blue,
            Map<String, String> labels,
            List<VirtualServiceInspection> surveys) {
        if (candidate.labels().entrySet().containsAll(labels.entrySet())) {
            return blue;
        }
        Set<String> routed = surveys.stream()
                .flatMap(inspection -> inspection.weights().keySet().stream())
                .collect(Collectors.toSet());
        ObjectNode rule = rules.getFirst();
        Optional<String> known = DestinationSubsets.of(rule, candidate, labels, routed);
        String green = known.orElseGet(() -> SubsetNames.of(candidate, rules));
        if (known.isEmpty() && DestinationSubsets.labels(rule, green).isPresent()) {
            throw DestinationSubsets.other(rule, green, candidate.version());
        }
        return green;
    }

    /** Beside a third destination, green must have nothing yet. */
    private static void checkIdle(VirtualServiceInspection inspection, String blue, String green) {
        int given = inspection.weights().getOrDefault(green, 0);
        if (!green.equals(blue) && given > 0) {
            throw new TrafficConfigException("VirtualService " + inspection.virtualService() + " splits its traffic "
                    + inspection.weights() + " and gives subset " + green + ", which is to be released, " + given
                    + " already; set its weight to 0");
        }
    }

    private static List<TrafficTarget.Original> originals(
            List<VirtualServiceInspection.Shape> managed, String blue, String green) {
        return managed.stream()
                .map(shape -> new TrafficTarget.Original(
                        shape.weights().containsKey(green), shape.weighted(), shape.share(blue, green)))
                .toList();
    }

    /**
     * The one version that carries the traffic. Where a route keeps a place of no weight for the next version beside others, that which
     * has more than all others together.
     */
    private static String carrier(VirtualServiceInspection inspection) {
        List<Map.Entry<String, Integer>> carriers = inspection.weights().entrySet().stream()
                .filter(entry -> entry.getValue() > 0)
                .sorted(Map.Entry.comparingByValue(Comparator.reverseOrder()))
                .toList();
        if (carriers.size() == 1) {
            return carriers.getFirst().getKey();
        }
        int all = inspection.weights().values().stream()
                .mapToInt(Integer::intValue)
                .sum();
        boolean place = inspection.weights().containsValue(0);
        if (!carriers.isEmpty() && place && 2 * carriers.getFirst().getValue() > all) {
            return carriers.getFirst().getKey();
        }
        throw split(inspection);
    }

    private static TrafficConfigException split(VirtualServiceInspection inspection) {
        return new TrafficConfigException(
                "VirtualService " + inspection.virtualService() + " splits its traffic " + inspection.weights()
                        + "; a release begins when one version carries all of it: set one weight to 100 and the others to 0"
                        + share(inspection)
                        + (inspection.shapes().size() > 1
                                ? ", or, where an http route is not for the users, name those that are in spec.routes.httpRoutes of the policy"
                                : ""));
    }

    /** What would leave another version its part of a route. */
    private static String share(VirtualServiceInspection inspection) {
        boolean several = inspection.shapes().stream()
                .anyMatch(shape -> shape.weights().values().stream()
                                .filter(weight -> weight > 0)
                                .count()
                        > 1);
        if (!several) {
            return "";
        }
        return ", or, where one of these is to keep its share, "
                + (inspection.weights().containsValue(0)
                        ? "give the version that serves more than all others together"
                        : "add a destination for the next version with weight 0 beside them (the version that serves must have more"
                                + " than all others together)");
    }

    private static Map<String, String> labels(ObjectNode rule, String subset) {
        String name = rule.at("/metadata/name").asText();
        JsonNode labels = DestinationSubsets.labels(rule, subset)
                .orElseThrow(() -> new TrafficConfigException(
                        "DestinationRule " + name + " has no subset " + subset + ", which serves now; add it"));
        if (labels.isEmpty()) {
            throw new TrafficConfigException("subset " + subset + " of DestinationRule " + name
                    + ", which serves now, has no labels, so it selects every version's pods; give it the label "
                    + DestinationSubsets.VERSION + " of the pods that serve");
        }
        return DestinationSubsets.map(labels);
    }
}
