package dev.sluice.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.api.KubernetesNames;
import dev.sluice.api.RouteRef;
import dev.sluice.rollout.Forecast;
import dev.sluice.rollout.Plan;
import dev.sluice.rollout.TrafficAssumptions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Pattern;

/** Checks policies one by one, and then what they have in common. */
final class PolicyLinter {
    private static final TrafficAssumptions USUAL = new TrafficAssumptions(100, 0.001, OptionalInt.empty());
    private static final Pattern NAME = Pattern.compile("[a-z0-9]([-a-z0-9.]*[a-z0-9])?");

    private static final Set<String> FIELDS = Set.of("apiVersion", "kind", "metadata", "spec", "status");

    private final PolicyFiles files;
    private final List<PolicyFiles.NamedPolicy> good = new ArrayList<>();
    private int checked;

    PolicyLinter(PolicyFiles files) {
        this.files = files;
    }

    /** How many policies were found. */
    int checked() {
        return checked;
    }

    /**
     * Checks all policies of a file.
     *
     * @throws PolicyFiles.InvalidFile when it cannot be read or holds none
     */
    List<Finding> file(String file) throws PolicyFiles.InvalidFile {
        List<Finding> remarks = new ArrayList<>();
        List<JsonNode> objects = files.policies(file);
        for (JsonNode object : objects) {
            checked++;
            String name = object.at("/metadata/name").asText();
            form(object, name).forEach(message -> remarks.add(new Finding(file, name, true, message)));
            try {
                PolicyFiles.NamedPolicy policy = PolicyFiles.policy(file, object, false);
                good.add(policy);
                new PlannedPolicy(policy, Forecast.of(Plan.of(policy.spec()), USUAL), false)
                        .warnings()
                        .forEach(warning -> remarks.add(new Finding(file, name, false, warning)));
            } catch (PolicyFiles.InvalidFile e) {
                remarks.add(new Finding(file, name, true, e.problem()));
            }
        }
        return remarks;
    }

    /** What is wrong between policies that are right by themselves. */
    List<Finding> together() {
        List<Finding> remarks = new ArrayList<>();
        Map<String, PolicyFiles.NamedPolicy> names = new LinkedHashMap<>();
        Map<RouteRef, PolicyFiles.NamedPolicy> routes = new LinkedHashMap<>();
        for (PolicyFiles.NamedPolicy policy : good) {
            PolicyFiles.NamedPolicy same = names.putIfAbsent(policy.namespace() + "/" + policy.name(), policy);
            if (same != null) {
                remarks.add(new Finding(
                        policy.file(),
                        policy.name(),
                        true,
                        "metadata.name is taken by " + same.file() + " already; the later one would replace it"));
                continue;
            }
            for (var route : policy.spec().routes()) {
                PolicyFiles.NamedPolicy other = routes.putIfAbsent(route.ref(policy.namespace()), policy);
                if (other != null && other != policy && route.httpRoutes().isEmpty()) {
                    remarks.add(new Finding(
                            policy.file(),
                            policy.name(),
                            false,
                            "spec.routes names " + route.ref(policy.namespace()).words() + ", as " + other.name()
                                    + " of " + other.file()
                                    + " does; two releases at once would move the same traffic"));
                }
            }
        }
        return remarks;
    }

    /** What the API server refuses before it looks at the spec. */
    private static List<String> form(JsonNode object, String name) {
        List<String> problems = new ArrayList<>();
        object.fieldNames().forEachRemaining(field -> {
            if (!FIELDS.contains(field)) {
                problems.add(field + " is no field of a RolloutPolicy; it has "
                        + String.join(", ", FIELDS.stream().sorted().toList()));
            }
        });
        if (!name.isEmpty() && !NAME.matcher(name).matches()) {
            problems.add("metadata.name is \"" + name + "\"; write lower-case letters, digits and dashes");
        }
        KubernetesNames.policyProblem(name).ifPresent(problems::add);
        return problems;
    }

    /**
     * What a check of a file found.
     *
     * @param file where
     * @param policy its name; empty when it has none
     * @param error whether it would be refused; else it works, but perhaps not as it was meant
     * @param message the field, what is wrong, and the cure
     */
    record Finding(String file, String policy, boolean error, String message) {
        String level() {
            return error ? "error" : "warning";
        }
    }
}
