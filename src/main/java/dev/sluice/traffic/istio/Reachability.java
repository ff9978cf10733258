package dev.sluice.traffic.istio;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.api.ProbeSpec;
import dev.sluice.api.RouteSpec;
import dev.sluice.traffic.TrafficConfigException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
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
    static final long SPARE = 100_000;

    /**
     * What was found on the way.
     *
     * @param strangers what does not count, in words
     * @param hosts the hosts that probes ask for
     * @param taken which hosts others have before it, in words
     */
    record Way(List<String> strangers, List<String> hosts, List<String> taken) {}

    /** What is told on the way, the VirtualServices, as {@code namespace/name}, that lead to the same release, and whether Gateways have pods. */
    private record Notes(Set<String> strangers, Set<String> taken, Set<String> together, GatewayPresence presence) {}

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
        ComparisonBudget spare = new ComparisonBudget(SPARE);
        Notes notes = new Notes(
                new LinkedHashSet<>(ways.notes(survey.virtualService())),
                new LinkedHashSet<>(),
                Set.copyOf(family),
                new GatewayPresence());
        List<String> hosts = new ArrayList<>();
        for (ObjectNode bound : ways.bound()) {
            List<JsonNode> ours = bound == own ? managed : Delegation.routes(bound, name(own), namespace);
            ProbeReach reach = new ProbeReach(objects, namespace, own, bound, managed, ours, effort, spare);
            check(bound, ways.asked(bound, asked), probe, managed, ours, notes).forEach((entrance, older) -> {
                hosts.add(entrance.host());
                reach.check(entrance.told(probe.headers()), older, route, probe);
            });
        }
        notes.presence().check();
        return new Way(List.copyOf(notes.strangers()), List.copyOf(hosts), List.copyOf(notes.taken()));
    }

    /** Where probes come in, each with the VirtualServices whose routes come before those of ours. */
    private Map<ListenerHost, List<ObjectNode>> check(
            ObjectNode bound, String asked, ProbeSpec probe, List<JsonNode> managed, List<JsonNode> ours, Notes notes) {
        String home = bound.at("/metadata/namespace").asText(namespace);
        Set<String> homes = new TreeSet<>();
        List<ListenerHosts> all = new ArrayList<>();
        for (String name : IstioGatewayLocator.names(bound, survey.virtualService())) {
            ObjectNode gateway = IstioGatewayLocator.gateway(objects, name, home);
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
            homes.addAll(homes(one.gateway(), probed.getLast().server().port(), notes));
        }
        if (!homes.isEmpty()) {
            checkExported("VirtualService", bound, home, homes);
            checkRules(homes);
        }
        ComparisonBudget spare = new ComparisonBudget(SPARE);
        Map<ListenerHost, List<ObjectNode>> entrances = new LinkedHashMap<>();
        for (int i = 0; i < used.size(); i++) {
            checkOwnHost(used.get(i), probed.get(i), homes);
            entrances.put(probed.get(i), older(used.get(i), probed.get(i), homes, spare));
        }
        checkTaken(bound, ours, managed, used, homes);
        noteTaken(used, homes, notes, managed, ours);
        return entrances;
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
    private List<String> homes(ObjectNode gateway, int port, Notes notes) {
        Map<String, String> selector = IstioGatewayLocator.selector(gateway);
        String there = gateway.at("/metadata/namespace").asText(namespace);
        Optional<List<GatewayPod>> known = objects.pods(selector, there);
        known.ifPresent(pods -> {
            trust.check(name(gateway), there, pods);
            notes.strangers().addAll(trust.notes(name(gateway), there, pods));
            new GatewayPorts(objects, trust, new ComparisonBudget(SPARE)).check(gateway, there, pods, port);
        });
        notes.presence().saw(gateway, known);
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

    /**
     * Another VirtualService takes no user where it is not bound, not known to the gateways or refused by the server. Users who come in
     * anywhere are enough, so where that is found no further place is looked at; nor where there is too much of others to compare.
     */
    private void checkTaken(
            ObjectNode bound,
            List<JsonNode> ours,
            List<JsonNode> managed,
            List<ListenerHosts> used,
            Set<String> homes) {
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
                    Optional<String> taker = taker(entrance, one, ours, bound == own ? List.of() : managed, homes);
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

    /** @param inner the managed http routes, where they are a delegate's */
    private Optional<String> taker(
            ListenerHost entrance,
            ListenerHosts entrances,
            List<JsonNode> ours,
            List<JsonNode> inner,
            Set<String> homes) {
        ObjectNode bound = entrances.bound();
        String home = bound.at("/metadata/namespace").asText(namespace);
        RoutePrecedence older = new RoutePrecedence(entrance, objects, effort);
        RoutePrecedence younger = new RoutePrecedence(entrance, objects, new ComparisonBudget(SPARE));
        boolean last = younger.last(ours, home) && younger.last(inner, namespace);
        return objects.virtualServicesFor(Set.of(entrance.host())).stream()
                .takeWhile(other -> effort.takes(1))
                .filter(other -> last || RoutePrecedence.older(other, bound))
                .filter(other -> !NarrowerHosts.key(other).equals(NarrowerHosts.key(bound)))
                .filter(other -> entrances.admits(other, entrance.host(), entrance.server(), homes))
                .filter(other ->
                        RoutePrecedence.older(other, bound) ? older.between(other, ours, home) : younger.ahead(other))
                .findFirst()
                .map(other -> taken(other, bound, entrance.host()));
    }

    private String taken(ObjectNode other, ObjectNode bound, String host) {
        boolean older = RoutePrecedence.older(other, bound);
        return "VirtualService " + NarrowerHosts.key(other) + " is " + (older ? "older" : "younger") + " than "
                + name(bound) + ", for the same host " + host + " on the same gateway, and takes all of its requests"
                + (older
                        ? ""
                        : ", since it asks for the host, the scheme or a regular expression, and routes that ask for nothing come"
                                + " behind all others")
                + ", so that no user comes to " + survey.virtualService()
                + "; take the host or the http route out of one of them";
    }

    /** Those of others whose routes stand before the pinned ones: each of these asks for a header, so its age decides. */
    private List<ObjectNode> older(
            ListenerHosts entrances, ListenerHost entrance, Set<String> homes, ComparisonBudget spare) {
        List<String> own = ListenerHosts.named(entrances.bound());
        Optional<String> host = NarrowerHosts.covering(entrance.host()).stream()
                .filter(own::contains)
                .findFirst();
        return host.map(one -> objects.virtualServicesFor(Set.of(one))).orElse(List.of()).stream()
                .takeWhile(other -> spare.takes(1 + ListenerHosts.served(entrances.gateway())))
                .filter(other -> RoutePrecedence.older(other, entrances.bound()))
                .filter(other -> entrances.admits(other, entrance.host(), entrance.server(), homes))
                .toList();
    }

    private static String name(JsonNode object) {
        return object.at("/metadata/name").asText();
    }
}
