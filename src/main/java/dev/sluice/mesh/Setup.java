package dev.sluice.mesh;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.policy.PolicySpec;
import dev.sluice.policy.RouteSpec;
import java.util.List;
import java.util.Optional;

/**
 * What a release under a policy would find in the cluster, known from objects alone.
 *
 * @param objects the objects
 * @param namespace the policy's
 * @param policy what it asks for
 */
record Setup(MeshObjects objects, String namespace, PolicySpec policy) {
    /**
     * How the traffic is split.
     *
     * @throws Obstacle when the VirtualServices and DestinationRules do not allow a release
     */
    Traffic traffic(Candidate green) {
        List<Survey> surveys = policy.routes().stream()
                .map(route -> Survey.of(
                        virtualService(route.virtualService()), route.httpRoutes(), route.host(), namespace))
                .toList();
        return Traffic.of(surveys, objects.destinationRules(namespace), namespace, green, this::probePath);
    }

    private Optional<String> probePath(Survey survey, List<JsonNode> managed) {
        RouteSpec route = policy.routes().stream()
                .filter(one -> one.virtualService().equals(survey.virtualService()))
                .findFirst()
                .orElseThrow();
        ObjectNode own = virtualService(survey.virtualService());
        List<JsonNode> outer = Delegation.delegated(own)
                ? Delegation.routes(
                        Delegation.root(own, namespace, objects.virtualServices()),
                        survey.virtualService(),
                        namespace)
                : List.of();
        return new ProbePaths(managed, outer).derived(route, policy.health().probe());
    }

    private ObjectNode virtualService(String name) {
        return objects.virtualService(namespace, name).orElseThrow(() -> missing(namespace, name));
    }

    static Obstacle missing(String namespace, String name) {
        return new Obstacle("VirtualService " + name + " does not exist in namespace " + namespace
                + "; apply it or mend spec.routes of the policy");
    }
}
