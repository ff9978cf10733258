package dev.sluice.mesh;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.policy.PolicySpec;
import dev.sluice.policy.RouteSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What a release under a policy would find in the cluster, known from objects alone.
 *
 * @param objects the objects
 * @param namespace the policy's
 * @param policy what it asks for
 * @param trust which pods may be gateways, and whose VirtualServices may lead to the policy's
 */
record Setup(MeshObjects objects, String namespace, PolicySpec policy, GatewayTrust trust) {
    /**
     * How the traffic is split.
     *
     * @throws Obstacle when the VirtualServices and DestinationRules do not allow a release
     */
    Traffic traffic(Candidate green) {
        Effort effort = new Effort(Effort.USUAL);
        return Traffic.of(
                surveys(),
                objects.destinationRules(namespace),
                namespace,
                green,
                (survey, managed) -> probePath(survey, managed, effort));
    }

    /**
     * Looks at everything between users and the pods, whatever the version that is to be released.
     *
     * @throws Obstacle when a release could not begin, would wait until its deadline, or would move what no user comes by
     */
    Traffic check() {
        return check(new Effort(Effort.USUAL));
    }

    /** The same, at the cost of as much as this. */
    Traffic check(Effort effort) {
        policy.routes().forEach(route -> checkHttp(virtualService(route.virtualService())));
        List<Survey> surveys = surveys();
        Traffic traffic = Traffic.of(
                surveys,
                objects.destinationRules(namespace),
                namespace,
                Candidate.NONE,
                (survey, managed) -> Optional.empty());
        List<String> strangers = new ArrayList<>();
        List<String> hosts = new ArrayList<>();
        List<String> taken = new ArrayList<>();
        Set<String> together = surveys.stream()
                .map(survey -> namespace + "/" + survey.virtualService())
                .collect(Collectors.toSet());
        for (Survey survey : surveys) {
            checkService(survey);
            ObjectNode own = virtualService(survey.virtualService());
            Reach.Way way = new Reach(objects, namespace, own, survey, ways(own), trust, effort)
                    .check(route(survey.virtualService()), policy.health().probe(), managed(survey, traffic), together);
            strangers.addAll(way.strangers());
            hosts.addAll(way.hosts());
            taken.addAll(way.taken());
            probePath(survey, managed(survey, traffic), effort);
        }
        return traffic.with(strangers, hosts.stream().distinct().toList(), taken);
    }

    /**
     * The same, as far as somebody with fewer rights than the controller may see the objects.
     *
     * @throws Obstacle as {@link #check()}
     */
    Traffic checkWhatCanBeSeen() {
        try {
            return check();
        } catch (Refused e) {
            return traffic(Candidate.NONE);
        }
    }

    private List<Survey> surveys() {
        return policy.routes().stream()
                .map(route ->
                        Survey.of(virtualService(route.virtualService()), route.httpRoutes(), route.host(), namespace))
                .toList();
    }

    private static List<JsonNode> managed(Survey survey, Traffic traffic) {
        return survey.shapes().stream()
                .filter(shape -> shape.knows(traffic.blue(), traffic.green()))
                .map(Survey.Shape::route)
                .toList();
    }

    private static void checkHttp(ObjectNode virtualService) {
        if (!Managed.http(virtualService).isEmpty()) {
            return;
        }
        for (String kind : List.of("tcp", "tls")) {
            if (!virtualService.at("/spec/" + kind).isEmpty()) {
                throw new Obstacle("VirtualService "
                        + virtualService.at("/metadata/name").asText() + " has spec." + kind
                        + " routes and no spec.http; Sluice moves http routes only: give the app an HTTP server on the Gateway and route it"
                        + " under spec.http");
            }
        }
    }

    private void checkService(Survey survey) {
        Host host = Host.of(survey.host(), namespace);
        String service = host.service().split("\\.", 2)[0];
        if (!host.namespace().isEmpty() && !host.namespace().equals(namespace)) {
            throw new Obstacle(
                    "VirtualService " + survey.virtualService() + " sends traffic to Service " + service
                            + " of namespace " + host.namespace()
                            + "; a policy releases what is in its own namespace: put policy, VirtualService and DestinationRule there");
        }
        Map<String, String> selector = objects.selector(namespace, service)
                .orElseThrow(() -> new Obstacle(
                        "Service " + service + " does not exist in namespace " + namespace + "; apply it"));
        if (selector.isEmpty()) {
            throw new Obstacle(
                    "Service " + service
                            + " selects nothing (it has no spec.selector); give it the labels that the pods of all versions have");
        }
        if (selector.containsKey(Subsets.VERSION)) {
            throw new Obstacle("Service " + service + " selects " + Subsets.VERSION + "="
                    + selector.get(Subsets.VERSION) + ", so the pods of no other version belong to it; take "
                    + Subsets.VERSION + " out of its spec.selector");
        }
    }

    private Optional<String> probePath(Survey survey, List<JsonNode> managed, Effort effort) {
        ObjectNode own = virtualService(survey.virtualService());
        List<Optional<String>> paths = ways(own).bound().stream()
                .map(root ->
                        root == own ? List.<JsonNode>of() : Delegation.routes(root, survey.virtualService(), namespace))
                .map(outer -> new ProbePaths(managed, outer, effort)
                        .derived(route(survey.virtualService()), policy.health().probe()))
                .distinct()
                .toList();
        if (paths.size() > 1) {
            throw new Obstacle("the VirtualServices that delegate to " + survey.virtualService()
                    + " take different paths to it, and probes come by one; set spec.routes.probe.path of the policy to one that all of"
                    + " them take");
        }
        return paths.getFirst();
    }

    private Delegation ways(ObjectNode own) {
        return Delegation.of(own, namespace, objects, trust);
    }

    private RouteSpec route(String virtualService) {
        return policy.routes().stream()
                .filter(one -> one.virtualService().equals(virtualService))
                .findFirst()
                .orElseThrow();
    }

    private ObjectNode virtualService(String name) {
        return objects.virtualService(namespace, name).map(Bounds::needed).orElseThrow(() -> missing(namespace, name));
    }

    static Obstacle missing(String namespace, String name) {
        return new Obstacle("VirtualService " + name + " does not exist in namespace " + namespace
                + "; apply it or mend spec.routes of the policy");
    }
}
