package dev.sluice.mesh;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.policy.RouteSpec;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.StreamSupport;

/**
 * How users come from the gateways to one VirtualService, and from there to its subsets.
 *
 * @param objects the objects
 * @param namespace the namespace of the VirtualService
 * @param own the VirtualService
 * @param survey what it splits
 * @param ways the VirtualServices by which it is reached
 * @param trust which pods may be gateways
 */
record Reach(
        MeshObjects objects, String namespace, ObjectNode own, Survey survey, Delegation ways, GatewayTrust trust) {
    /** Istio looks for a DestinationRule in the gateway's namespace first, unless that is its own. */
    private static final String ISTIO = "istio-system";

    /**
     * Says what keeps users, probes or the gateways' configuration away.
     *
     * @return what does not count, in words
     * @throws Obstacle when something does
     */
    List<String> check(RouteSpec route, String probeHost, List<JsonNode> managed) {
        String asked =
                route.probe().host().isEmpty() ? probeHost : route.probe().host();
        Set<String> strangers = new LinkedHashSet<>(ways.notes(survey.virtualService()));
        for (ObjectNode bound : ways.bound()) {
            check(bound, ways.asked(bound, asked), managed, strangers);
        }
        return List.copyOf(strangers);
    }

    private void check(ObjectNode bound, String asked, List<JsonNode> managed, Set<String> strangers) {
        String home = bound.at("/metadata/namespace").asText(namespace);
        Set<String> homes = new TreeSet<>();
        Set<String> gateways = new TreeSet<>();
        for (String name : Gateways.names(bound, survey.virtualService())) {
            ObjectNode gateway = gateway(name, home);
            GatewayServer.of(gateway, Gateways.host(gateway, bound, asked, survey.host(), namespace), home);
            homes.addAll(homes(gateway, strangers));
            gateways.add(full(name, home));
        }
        if (!homes.isEmpty()) {
            checkExported("VirtualService", bound, home, homes);
            checkRules(homes);
        }
        checkOrder(bound, managed, gateways);
    }

    /** The namespaces of a Gateway's pods; what strangers have in theirs is nothing to it. */
    private List<String> homes(ObjectNode gateway, Set<String> strangers) {
        Map<String, String> selector = Gateways.selector(gateway);
        String there = gateway.at("/metadata/namespace").asText(namespace);
        objects.pods(selector).ifPresent(pods -> {
            trust.check(name(gateway), there, pods);
            strangers.addAll(trust.notes(name(gateway), there, pods));
        });
        return objects.homes(selector).stream()
                .filter(home -> trust.admits(home, there))
                .toList();
    }

    private ObjectNode gateway(String name, String from) {
        String full = full(name, from);
        int slash = full.indexOf('/');
        return objects.gateway(full.substring(0, slash), full.substring(slash + 1))
                .orElseThrow(() -> new Obstacle("Gateway " + name + " does not exist; apply it or mend spec.gateways"));
    }

    private static String full(String gateway, String home) {
        return gateway.contains("/") ? gateway : home + "/" + gateway;
    }

    private void checkRules(Set<String> homes) {
        List<ObjectNode> rules = Subsets.rules(objects.destinationRules(namespace), survey.host(), namespace);
        List<ObjectNode> split = rules.stream()
                .filter(rule -> !rule.at("/spec").has("workloadSelector"))
                .filter(rule -> !rule.at("/spec/subsets").isEmpty())
                .toList();
        if (split.size() > 1) {
            throw new Obstacle("DestinationRules " + name(split.get(0)) + " and " + name(split.get(1))
                    + " are both for host " + survey.host()
                    + " and have subsets; Istio takes what the older one says of both: make them one");
        }
        split.forEach(rule -> checkExported("DestinationRule", rule, namespace, homes));
        for (String home : homes) {
            if (!home.equals(namespace) && !home.equals(ISTIO)) {
                objects.destinationRules(home).stream()
                        .filter(rule -> Subsets.covers(rule.at("/spec/host").asText(), home, survey.host(), namespace))
                        .findFirst()
                        .ifPresent(rule -> {
                            throw new Obstacle(
                                    "DestinationRule " + name(rule) + " of namespace " + home + " is for host "
                                            + survey.host()
                                            + " too, and the gateway's pods there take it before the one of namespace "
                                            + namespace + "; take it out, or put the subsets into it alone");
                        });
            }
        }
    }

    private static void checkExported(String kind, ObjectNode object, String home, Set<String> homes) {
        Set<String> to = new TreeSet<>();
        object.at("/spec/exportTo").forEach(one -> to.add(one.asText()));
        boolean seen = to.isEmpty()
                || to.contains("*")
                || homes.stream().anyMatch(there -> to.contains(there) || (to.contains(".") && there.equals(home)));
        if (!seen) {
            throw new Obstacle(kind + " " + name(object) + " is not exported to the gateway's namespace "
                    + String.join(", ", homes) + " (spec.exportTo is " + to + "), so the gateway does not know it; add "
                    + String.join(", ", homes) + " to spec.exportTo, or take spec.exportTo out");
        }
    }

    /** A route that stands before and takes all that comes by ours takes the users of both versions. */
    private void checkOrder(ObjectNode bound, List<JsonNode> managed, Set<String> gateways) {
        Precedence.inside(Managed.http(own), managed).ifPresent(first -> {
            throw new Obstacle(first + " of VirtualService " + survey.virtualService()
                    + " stands before the managed http routes and takes all of their requests; put it behind them, or give it a narrower"
                    + " match");
        });
        List<JsonNode> ours = bound == own ? managed : Delegation.routes(bound, name(own), namespace);
        if (bound != own) {
            Precedence.inside(Managed.http(bound), ours).ifPresent(first -> {
                throw new Obstacle(first + " of VirtualService " + name(bound)
                        + " stands before the one that delegates to " + name(own)
                        + " and takes all of its requests; put it behind, or give it a narrower match");
            });
        }
        List<String> hosts = texts(bound.at("/spec/hosts"));
        List<String> taken = new ArrayList<>();
        for (String host : hosts) {
            objects.virtualServicesFor(host).stream()
                    .filter(other -> texts(other.at("/spec/gateways")).stream()
                            .anyMatch(gateway -> gateways.contains(full(
                                    gateway, other.at("/metadata/namespace").asText()))))
                    .filter(other -> Precedence.older(other, bound))
                    .filter(other -> Precedence.between(Managed.http(other), ours))
                    .findFirst()
                    .ifPresent(other -> taken.add("VirtualService "
                            + other.at("/metadata/namespace").asText() + "/" + name(other)
                            + " is older than " + name(bound) + ", for the same host " + host
                            + " on the same gateway, and takes all of its requests, so that no user comes to "
                            + survey.virtualService() + "; take the host or the http route out of one of them"));
        }
        if (!hosts.isEmpty() && taken.size() == hosts.size()) {
            throw new Obstacle(taken.getFirst());
        }
    }

    private static List<String> texts(JsonNode list) {
        return StreamSupport.stream(list.spliterator(), false)
                .map(JsonNode::asText)
                .toList();
    }

    private static String name(JsonNode object) {
        return object.at("/metadata/name").asText();
    }
}
