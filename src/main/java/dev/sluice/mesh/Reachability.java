package dev.sluice.mesh;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.policy.ProbeSpec;
import dev.sluice.policy.RouteSpec;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * How users come from the gateways to one VirtualService, and from there to its subsets.
 *
 * @param objects the objects
 * @param namespace the namespace of the VirtualService
 * @param own the VirtualService
 * @param survey what it splits
 * @param ways the VirtualServices by which it is reached
 * @param trust which pods may be gateways
 * @param effort what it may cost
 */
record Reachability(
        MeshObjects objects,
        String namespace,
        ObjectNode own,
        VirtualServiceInspection survey,
        Delegation ways,
        GatewayTrust trust,
        ComparisonBudget effort) {
    /** Istio looks for a DestinationRule in the gateway's namespace first, unless that is its own. */
    private static final String ISTIO = "istio-system";

    /** Of effort for what is no obstacle, so that who has many VirtualServices keeps nobody else's policy from being looked at. */
    private static final long SPARE = 100_000;

    /**
     * What was found on the way.
     *
     * @param strangers what does not count, in words
     * @param hosts the hosts that probes ask for
     * @param taken which hosts others have before it, in words
     */
    record Way(List<String> strangers, List<String> hosts, List<String> taken) {}

    /** What is told on the way, and the VirtualServices, as {@code namespace/name}, that lead to the same release. */
    private record Notes(Set<String> strangers, Set<String> taken, Set<String> together) {}

    /**
     * Says what keeps users, probes or the gateways' configuration away.
     *
     * @param together the VirtualServices of the policy, as {@code namespace/name}
     * @return what was found on the way
     * @throws TrafficConfigException when something does
     */
    Way check(RouteSpec route, ProbeSpec probe, List<JsonNode> managed, Set<String> together) {
        String asked =
                route.probe().host().isEmpty() ? probe.host() : route.probe().host();
        Set<String> family = new HashSet<>(together);
        ways.bound().forEach(bound -> family.add(NarrowerHosts.key(bound)));
        Notes notes = new Notes(
                new LinkedHashSet<>(ways.notes(survey.virtualService())), new LinkedHashSet<>(), Set.copyOf(family));
        List<String> hosts = new ArrayList<>();
        for (ObjectNode bound : ways.bound()) {
            List<JsonNode> ours = bound == own ? managed : Delegation.routes(bound, name(own), namespace);
            for (ListenerHost entrance : check(bound, ways.asked(bound, asked), probe, managed, ours, notes)) {
                hosts.add(entrance.host());
                ListenerHost probed = entrance.told(probe.headers());
                checkOpen(probed, own, managed);
                checkOpen(probed, bound, ours);
                checkPath(probed, bound, route, probe, managed);
                checkOrder(probed, bound, managed, ours);
            }
        }
        return new Way(List.copyOf(notes.strangers()), List.copyOf(hosts), List.copyOf(notes.taken()));
    }

    private List<ListenerHost> check(
            ObjectNode bound, String asked, ProbeSpec probe, List<JsonNode> managed, List<JsonNode> ours, Notes notes) {
        String home = bound.at("/metadata/namespace").asText(namespace);
        Set<String> homes = new TreeSet<>();
        List<ListenerHosts> all = new ArrayList<>();
        for (String name : GatewayLocator.names(bound, survey.virtualService())) {
            ObjectNode gateway = GatewayLocator.gateway(objects, name, home);
            effort.need(bound.at("/spec/hosts").size() + ListenerHosts.served(gateway), survey.virtualService());
            all.add(ListenerHosts.of(name, gateway, bound, survey.host(), namespace));
        }
        Predicate<ListenerHost> open = place -> {
            effort.need(managed.size() + ours.size(), survey.virtualService());
            return place.takes(managed, namespace) && place.takes(ours, home);
        };
        List<ListenerHost> probed = new ArrayList<>();
        List<ListenerHosts> used = ListenerHosts.open(all, place -> open.test(place) || open.test(place.otherScheme()));
        for (ListenerHosts one : used) {
            probed.add(one.probed(asked, survey.host(), namespace, place -> open.test(place.told(probe.headers()))));
            homes.addAll(homes(one.gateway(), notes.strangers()));
        }
        if (!homes.isEmpty()) {
            checkExported("VirtualService", bound, home, homes);
            checkRules(homes);
        }
        for (int i = 0; i < used.size(); i++) {
            checkOwnHost(used.get(i), probed.get(i), homes);
        }
        checkOlder(bound, ours, used, homes);
        noteTaken(used, homes, notes, managed, ours);
        return probed;
    }

    /** Users of hosts that another VirtualService has come to nothing of ours; with a wildcard that may be meant so. */
    private void noteTaken(
            List<ListenerHosts> used, Set<String> homes, Notes notes, List<JsonNode> managed, List<JsonNode> ours) {
        ComparisonBudget spare = new ComparisonBudget(SPARE);
        for (ListenerHosts one : used) {
            String home = one.bound().at("/metadata/namespace").asText(namespace);
            Predicate<ListenerHost> open = place -> spare.takes(1L + managed.size() + ours.size())
                    && place.takes(managed, namespace)
                    && place.takes(ours, home);
            new NarrowerHosts(objects, homes, spare)
                    .told(one, notes.together(), place -> open.test(place) || open.test(place.otherScheme()))
                    .ifPresent(notes.taken()::add);
        }
    }

    /** Of two VirtualServices the gateway takes the one that has the narrower host. */
    private void checkOwnHost(ListenerHosts entrances, ListenerHost entrance, Set<String> homes) {
        new NarrowerHosts(objects, homes, effort).at(entrances, entrance).ifPresent(taken -> {
            throw new TrafficConfigException("probes would ask for host " + entrance.host() + ", which VirtualService "
                    + taken.by()
                    + " takes on the same gateway, since it names "
                    + (taken.host().equals(entrance.host()) ? "it" : taken.host()) + ", before "
                    + name(entrances.bound())
                    + "; set spec.health.probe.host of the policy to a host that comes to " + survey.virtualService());
        });
    }

    /** The namespaces of a Gateway's pods; what strangers have in theirs is nothing to it. */
    private List<String> homes(ObjectNode gateway, Set<String> strangers) {
        Map<String, String> selector = GatewayLocator.selector(gateway);
        String there = gateway.at("/metadata/namespace").asText(namespace);
        objects.pods(selector, there).ifPresent(pods -> {
            trust.check(name(gateway), there, pods);
            strangers.addAll(trust.notes(name(gateway), there, pods));
        });
        Set<String> homes = objects.homes(selector, there);
        effort.need(1 + homes.size(), survey.virtualService());
        return homes.stream().filter(home -> trust.admits(home, there)).toList();
    }

    private void checkRules(Set<String> homes) {
        List<ObjectNode> rules =
                DestinationSubsets.rules(objects.destinationRules(namespace), survey.host(), namespace);
        List<ObjectNode> split = rules.stream()
                .filter(rule -> !rule.at("/spec").has("workloadSelector"))
                .filter(rule -> !rule.at("/spec/subsets").isEmpty())
                .toList();
        if (split.size() > 1) {
            throw new TrafficConfigException("DestinationRules " + name(split.get(0)) + " and " + name(split.get(1))
                    + " are both for host " + survey.host()
                    + " and have subsets; Istio takes what the older one says of both: make them one");
        }
        split.forEach(rule -> checkExported("DestinationRule", rule, namespace, homes));
        for (String home : homes) {
            if (!home.equals(namespace) && !home.equals(ISTIO)) {
                objects.destinationRules(home).stream()
                        .filter(rule -> DestinationSubsets.covers(
                                rule.at("/spec/host").asText(), home, survey.host(), namespace))
                        .findFirst()
                        .ifPresent(rule -> {
                            throw new TrafficConfigException(
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
            throw new TrafficConfigException(kind + " " + name(object) + " is not exported to the gateway's namespace "
                    + String.join(", ", homes) + " (spec.exportTo is " + to + "), so the gateway does not know it; add "
                    + String.join(", ", homes) + " to spec.exportTo, or take spec.exportTo out");
        }
    }

    /** Pinned routes match what the managed ones do, so where those take nothing no probe comes through. */
    private static void checkOpen(ListenerHost entrance, ObjectNode virtualService, List<JsonNode> routes) {
        String home = virtualService.at("/metadata/namespace").asText();
        entrance.missing(routes, home).ifPresent(missing -> {
            throw new TrafficConfigException("the managed http routes of VirtualService " + name(virtualService)
                    + " take only requests " + missing + ", and probes come by " + entrance
                    + ", so none would reach the app; "
                    + (missing.startsWith(ListenerHost.OTHER_HOST)
                            ? "set spec.health.probe.host of the policy to a host that they take"
                            : "mend their match, or name other routes in spec.routes.httpRoutes of the policy"));
        });
    }

    /** The path of probes may follow from a match that takes nothing there. */
    private void checkPath(
            ListenerHost entrance, ObjectNode bound, RouteSpec route, ProbeSpec probe, List<JsonNode> managed) {
        List<JsonNode> outer = bound == own ? List.of() : Delegation.routes(bound, name(own), namespace);
        String home = bound.at("/metadata/namespace").asText(namespace);
        Optional<String> asked = new ProbePaths(managed, outer, effort).derived(route, probe);
        new ProbePaths(entrance.open(managed, namespace), entrance.open(outer, home), effort)
                .derived(route, probe)
                .filter(path -> !asked.equals(Optional.of(path)))
                .ifPresent(path -> {
                    throw new TrafficConfigException("VirtualService " + survey.virtualService()
                            + " takes to the managed http routes "
                            + path + ", but not " + asked.orElse("the path of the policy") + ", of what comes by "
                            + entrance + ", by which probes come; set spec.routes.probe.path of the policy to " + path);
                });
    }

    /** A route that stands before and takes all that comes by ours takes the users of both versions. */
    private void checkOrder(ListenerHost entrance, ObjectNode bound, List<JsonNode> managed, List<JsonNode> ours) {
        RoutePrecedence precedence = new RoutePrecedence(entrance, objects, effort);
        precedence.inside(own, managed).ifPresent(first -> {
            throw new TrafficConfigException(first + " of VirtualService " + survey.virtualService()
                    + " stands before the managed http routes and takes all of their requests on " + entrance
                    + ", by which probes come; put it behind them, or give it a narrower match");
        });
        if (bound != own) {
            precedence.inside(bound, ours).ifPresent(first -> {
                throw new TrafficConfigException(first + " of VirtualService " + name(bound)
                        + " stands before the one that delegates to " + name(own) + " and takes all of its requests on "
                        + entrance + ", by which probes come; put it behind, or give it a narrower match");
            });
        }
    }

    /**
     * An older VirtualService takes no user where it is not bound, not known to the gateways or refused by the server. Users who come in
     * anywhere are enough, so where that is found no further place is looked at; nor where there is too much of others to compare.
     */
    private void checkOlder(ObjectNode bound, List<JsonNode> ours, List<ListenerHosts> used, Set<String> homes) {
        String home = bound.at("/metadata/namespace").asText(namespace);
        Optional<String> taken = Optional.empty();
        for (ListenerHosts one : used) {
            for (String host : MatchConditions.texts(bound.at("/spec/hosts"))) {
                if (!effort.takes(1 + ListenerHosts.served(one.gateway()))) {
                    return;
                }
                for (GatewayListener server : GatewayListener.all(one.gateway(), host, home)) {
                    ListenerHost entrance = new ListenerHost(one.name(), host, server);
                    if (!entrance.takes(ours, home)) {
                        continue;
                    }
                    Optional<String> taker = taker(entrance, one, bound, ours, homes);
                    if (taker.isEmpty()) {
                        return;
                    }
                    taken = taken.or(() -> taker);
                }
            }
        }
        taken.ifPresent(why -> {
            throw new TrafficConfigException(why);
        });
    }

    private Optional<String> taker(
            ListenerHost entrance, ListenerHosts entrances, ObjectNode bound, List<JsonNode> ours, Set<String> homes) {
        String home = bound.at("/metadata/namespace").asText(namespace);
        return objects.virtualServicesFor(Set.of(entrance.host())).stream()
                .takeWhile(other -> effort.takes(1))
                .filter(other -> RoutePrecedence.older(other, bound))
                .filter(other -> entrances.admits(other, entrance.host(), entrance.server(), homes))
                .filter(other -> new RoutePrecedence(entrance, objects, effort).between(other, ours, home))
                .findFirst()
                .map(other -> older(other, bound, entrance.host()));
    }

    private String older(ObjectNode other, ObjectNode bound, String host) {
        return "VirtualService " + other.at("/metadata/namespace").asText() + "/" + name(other)
                + " is older than " + name(bound) + ", for the same host " + host
                + " on the same gateway, and takes all of its requests, so that no user comes to "
                + survey.virtualService() + "; take the host or the http route out of one of them";
    }

    private static String name(JsonNode object) {
        return object.at("/metadata/name").asText();
    }
}
