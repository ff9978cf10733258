package dev.sluice.traffic.istio;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.api.KubernetesNames;
import dev.sluice.api.PolicySpec;
import dev.sluice.api.ProbeSpec;
import dev.sluice.api.RouteSpec;
import dev.sluice.traffic.TrafficConfigException;
import java.util.ArrayList;
import java.util.HashSet;
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
record ReleaseSetup(MeshObjects objects, String namespace, PolicySpec policy, GatewayTrust trust) {
    /**
     * How the traffic is split.
     *
     * @throws TrafficConfigException when the VirtualServices and DestinationRules do not allow a release
     */
    TrafficSplit traffic(Candidate green) {
        ComparisonBudget effort = new ComparisonBudget(ComparisonBudget.USUAL);
        List<VirtualServiceInspection> surveys = surveys();
        return TrafficSplit.of(
                surveys,
                objects.destinationRules(namespace),
                namespace,
                green.others().isEmpty() ? green : green.selected(selector(surveys.getFirst())),
                (inspection, managed) -> probePath(inspection, managed, effort));
    }

    /**
     * Looks at everything between users and the pods, whatever the version that is to be released.
     *
     * @throws TrafficConfigException when a release could not begin, would wait until its deadline, or would move what no user comes by
     */
    TrafficSplit check() {
        return check(new ComparisonBudget(ComparisonBudget.USUAL));
    }

    /** The same, at the cost of as much as this. */
    TrafficSplit check(ComparisonBudget effort) {
        policy.routes().forEach(route -> checkHttp(virtualService(route.object())));
        List<VirtualServiceInspection> surveys = surveys();
        TrafficSplit traffic = TrafficSplit.of(
                surveys,
                objects.destinationRules(namespace),
                namespace,
                Candidate.NONE,
                (inspection, managed) -> Optional.empty());
        List<String> strangers = new ArrayList<>();
        List<String> hosts = new ArrayList<>();
        List<String> taken = new ArrayList<>();
        Set<String> together = surveys.stream()
                .map(inspection -> namespace + "/" + inspection.virtualService())
                .collect(Collectors.toSet());
        for (VirtualServiceInspection inspection : surveys) {
            checkService(inspection);
            ObjectNode own = virtualService(inspection.virtualService());
            Reachability.Way way = new Reachability(objects, namespace, own, inspection, ways(own), trust, effort)
                    .check(
                            route(inspection.virtualService()),
                            policy.health().probe(),
                            managed(inspection, traffic),
                            together);
            strangers.addAll(way.strangers());
            hosts.addAll(way.hosts());
            taken.addAll(way.taken());
            probePath(inspection, managed(inspection, traffic), effort);
        }
        return traffic.with(strangers, hosts.stream().distinct().toList(), taken);
    }

    /**
     * The same, as far as somebody with fewer rights than the controller may see the objects.
     *
     * @throws TrafficConfigException as {@link #check()}
     */
    TrafficSplit checkWhatCanBeSeen() {
        try {
            return check();
        } catch (ApiRejectedException e) {
            return traffic(Candidate.NONE);
        }
    }

    /** What the app's Service selects; nothing where that cannot be seen. */
    private Map<String, String> selector(VirtualServiceInspection inspection) {
        String service = IstioHost.of(inspection.host(), namespace).service().split("\\.", 2)[0];
        try {
            return objects.selector(namespace, service).orElse(Map.of());
        } catch (ApiRejectedException e) {
            return Map.of();
        }
    }

    private List<VirtualServiceInspection> surveys() {
        return policy.routes().stream()
                .map(route -> VirtualServiceInspection.of(
                        virtualService(route.object()), route.httpRoutes(), route.host(), namespace))
                .toList();
    }

    private static List<JsonNode> managed(VirtualServiceInspection inspection, TrafficSplit traffic) {
        return inspection.shapes().stream()
                .filter(shape -> shape.knows(traffic.blue(), traffic.green()))
                .map(VirtualServiceInspection.Shape::route)
                .toList();
    }

    private static void checkHttp(ObjectNode virtualService) {
        if (!ManagedRoutes.http(virtualService).isEmpty()) {
            return;
        }
        for (String kind : List.of("tcp", "tls")) {
            if (!virtualService.at("/spec/" + kind).isEmpty()) {
                throw new TrafficConfigException("VirtualService "
                        + virtualService.at("/metadata/name").asText() + " has spec." + kind
                        + " routes and no spec.http; Sluice moves http routes only: give the app an HTTP server on the Gateway and route it"
                        + " under spec.http");
            }
        }
    }

    private void checkService(VirtualServiceInspection inspection) {
        IstioHost host = IstioHost.of(inspection.host(), namespace);
        String service = host.service().split("\\.", 2)[0];
        Optional<String> home = KubernetesNames.serviceNamespace(inspection.host());
        if (home.isPresent() && !home.get().equals(namespace)) {
            throw new TrafficConfigException(
                    "VirtualService " + inspection.virtualService() + " sends traffic to Service " + service
                            + " of namespace " + home.get()
                            + "; a policy releases what is in its own namespace: put policy, VirtualService and DestinationRule there");
        }
        Map<String, String> selector = objects.selector(namespace, service)
                .orElseThrow(() -> new TrafficConfigException(
                        "Service " + service + " does not exist in namespace " + namespace + "; apply it"));
        if (selector.isEmpty()) {
            throw new TrafficConfigException(
                    "Service " + service
                            + " selects nothing (it has no spec.selector); give it the labels that the pods of all versions have");
        }
        if (selector.containsKey(DestinationSubsets.VERSION)) {
            throw new TrafficConfigException("Service " + service + " selects " + DestinationSubsets.VERSION + "="
                    + selector.get(DestinationSubsets.VERSION) + ", so the pods of no other version belong to it; take "
                    + DestinationSubsets.VERSION + " out of its spec.selector");
        }
    }

    private Optional<String> probePath(
            VirtualServiceInspection inspection, List<JsonNode> managed, ComparisonBudget effort) {
        ObjectNode own = virtualService(inspection.virtualService());
        ProbeSpec probe = policy.health().probe();
        ComparisonBudget spare = new ComparisonBudget(Reachability.SPARE);
        List<Optional<String>> paths = ways(own).bound().stream()
                .map(root -> {
                    ProbeOrder order = new ProbeOrder(objects, root, own, new HashSet<>(managed), probe, spare);
                    return new ProbePaths(
                                    managed,
                                    root == own
                                            ? List.of()
                                            : Delegation.routes(root, inspection.virtualService(), namespace),
                                    path -> order.taker(path, ProbeOrder.Entrance.ANYWHERE),
                                    effort)
                            .derived(route(inspection.virtualService()), probe);
                })
                .distinct()
                .toList();
        if (paths.size() > 1) {
            throw new TrafficConfigException("the VirtualServices that delegate to " + inspection.virtualService()
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
                .filter(one -> one.object().equals(virtualService))
                .findFirst()
                .orElseThrow();
    }

    private ObjectNode virtualService(String name) {
        return objects.virtualService(namespace, name)
                .map(ObjectLimits::needed)
                .orElseThrow(() -> missing(namespace, name));
    }

    static TrafficConfigException missing(String namespace, String name) {
        return new TrafficConfigException("VirtualService " + name + " does not exist in namespace " + namespace
                + "; apply it or mend spec.routes of the policy");
    }
}
