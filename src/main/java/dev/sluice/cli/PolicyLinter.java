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
    private final List<NamedPolicy> good = new ArrayList<>();
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
     * @throws InvalidFileException when it cannot be read or holds none
     */
    List<LintFinding> file(String file) throws InvalidFileException {
        List<LintFinding> remarks = new ArrayList<>();
        List<JsonNode> objects = files.policies(file);
        for (JsonNode object : objects) {
            checked++;
            String name = object.at("/metadata/name").asText();
            form(object, name).forEach(message -> remarks.add(new LintFinding(file, name, true, message)));
            try {
                NamedPolicy policy = PolicyFiles.policy(file, object, false);
                good.add(policy);
                PlanWarnings.of(new PlannedPolicy(policy, Forecast.of(Plan.of(policy.spec()), USUAL), false))
                        .forEach(warning -> remarks.add(new LintFinding(file, name, false, warning)));
            } catch (InvalidFileException e) {
                remarks.add(new LintFinding(file, name, true, e.problem()));
            }
        }
        return remarks;
    }

    /** What is wrong between policies that are right by themselves. */
    List<LintFinding> together() {
        List<LintFinding> remarks = new ArrayList<>();
        Map<String, NamedPolicy> names = new LinkedHashMap<>();
        Map<RouteRef, NamedPolicy> routes = new LinkedHashMap<>();
        for (NamedPolicy policy : good) {
            NamedPolicy same = names.putIfAbsent(policy.namespace() + "/" + policy.name(), policy);
            if (same != null) {
                remarks.add(new LintFinding(
                        policy.file(),
                        policy.name(),
                        true,
                        "metadata.name is taken by " + same.file() + " already; the later one would replace it"));
                continue;
            }
            for (var route : policy.spec().routes()) {
                NamedPolicy other = routes.putIfAbsent(route.ref(policy.namespace()), policy);
                if (other != null && other != policy && route.httpRoutes().isEmpty()) {
                    remarks.add(new LintFinding(
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
}
