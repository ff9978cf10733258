package dev.sluice.traffic.istio;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.rollout.TrafficTarget;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Says in words what someone else changed, and who it was. */
final class TrafficDrift {
    private TrafficDrift() {}

    static String of(VirtualServiceEdit edit, TrafficTarget target, TrafficTarget.Route route) {
        String have = weights(edit.before(), target, route);
        String want = weights(edit.after(), target, route);
        return "VirtualService " + route.ref().name()
                + (have.equals(want) ? " lacks the pinned routes" : " gives green " + have + " instead of " + want)
                + author(edit.before());
    }

    /** Of a DestinationRule that lacks subsets. */
    static String of(ObjectNode rule, ObjectNode completed) {
        List<String> missing = new ArrayList<>(DestinationSubsets.names(completed));
        missing.removeAll(DestinationSubsets.names(rule));
        return (missing.size() == 1
                        ? "subset " + missing.getFirst() + " is"
                        : "subsets " + String.join(" and ", missing) + " are")
                + " missing in DestinationRule " + rule.at("/metadata/name").asText() + author(rule);
    }

    private static String author(ObjectNode json) {
        return FieldOwnership.author(json)
                .map(author -> ", written by " + author)
                .orElse("");
    }

    private static String weights(ObjectNode json, TrafficTarget target, TrafficTarget.Route route) {
        return ManagedRoutes.in(json, target, route).stream()
                .map(one -> share(one.weight(target.green()), one.weight(target.blue())))
                .distinct()
                .collect(Collectors.joining(" and "));
    }

    private static String share(int green, int blue) {
        return green + (green + blue == 100 ? " %" : " of " + (green + blue));
    }
}
