package dev.sluice.traffic.istio;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.api.KubernetesNames;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Who takes requests before a VirtualService that has their host by a wildcard: a gateway goes by the narrowest host that takes a request, whatever
 * the age of the VirtualService that has it and whatever its routes match.
 *
 * @param objects where the others are
 * @param homes the namespaces of the gateway's pods
 * @param effort what it may cost; what is beyond it is not found
 */
record NarrowerHosts(MeshObjects objects, Set<String> homes, ComparisonBudget effort) {
    /** Of hosts that are looked through. */
    private static final int MOST = 10_000;

    /**
     * Hosts that are another's.
     *
     * @param host the host; some begin with a wildcard
     * @param by {@code namespace/name} of the VirtualService that has it
     */
    record Claimed(String host, String by) {}

    /** Who has the host of a place before the VirtualService of these entrances. */
    Optional<Claimed> at(ListenerHosts entrances, ListenerHost place) {
        List<String> own = ListenerHosts.named(entrances.bound());
        List<String> covering = covering(place.host());
        List<String> narrower = covering.stream().noneMatch(own::contains)
                ? List.of(place.host())
                : covering.stream().takeWhile(host -> !own.contains(host)).toList();
        List<ObjectNode> others = narrower.isEmpty() ? List.of() : objects.virtualServicesFor(Set.copyOf(narrower));
        return narrower.stream()
                .flatMap(host -> others.stream()
                        .takeWhile(_ -> effort.takes(1))
                        .filter(other -> has(other, host) && entrances.admits(other, host, place.server(), homes))
                        .map(other -> new Claimed(host, key(other))))
                .findFirst();
    }

    /**
     * What a person should know of hosts that others have before the VirtualService of these entrances.
     *
     * @param together the VirtualServices, as {@code namespace/name}, that lead to the same release
     * @param open whether its routes take something of what comes in at a place
     */
    Optional<String> told(ListenerHosts entrances, Set<String> together, Predicate<ListenerHost> open) {
        List<String> taken = taken(entrances, together, open).stream()
                .map(one -> one.host() + " (VirtualService " + one.by() + ")")
                .distinct()
                .sorted()
                .toList();
        String own = entrances.bound().at("/metadata/name").asText();
        return Optional.of(taken)
                .filter(some -> !some.isEmpty())
                .map(some -> "users who ask Gateway "
                        + entrances.gateway().at("/metadata/name").asText() + " for " + Delegation.some(some)
                        + " meet no release: a gateway goes by the narrowest host, and VirtualService " + own
                        + " has these by a wildcard alone; if they are users of this app, name their hosts in spec.hosts of "
                        + own + " and take them out there, else leave it as it is");
    }

    private List<Claimed> taken(ListenerHosts entrances, Set<String> together, Predicate<ListenerHost> open) {
        List<String> own = ListenerHosts.named(entrances.bound());
        List<String> wide = own.stream().filter(host -> host.startsWith("*")).toList();
        Predicate<String> wanted = host -> !own.contains(host)
                && askable(host)
                && wide.stream().anyMatch(wild -> GatewayListener.covers(wild, host));
        if (wide.isEmpty()) {
            return List.of();
        }
        List<Claimed> taken = new ArrayList<>();
        for (ObjectNode other : objects.heads(wanted, MOST)) {
            if (!together.contains(key(other))) {
                MatchConditions.texts(other.at("/spec/hosts")).stream()
                        .filter(wanted)
                        .filter(host -> takes(entrances, other, host, open))
                        .forEach(host -> taken.add(new Claimed(host, key(other))));
            }
        }
        return taken;
    }

    private boolean takes(ListenerHosts entrances, ObjectNode other, String host, Predicate<ListenerHost> open) {
        String home = entrances.bound().at("/metadata/namespace").asText();
        return effort.takes(1 + ListenerHosts.served(entrances.gateway()))
                && GatewayListener.all(entrances.gateway(), host, home).stream()
                        .filter(server -> entrances.admits(other, host, server, homes))
                        .anyMatch(server ->
                                open.test(new ListenerHost(entrances.name(), ListenerHosts.one(host), server)));
    }

    /** All that a host may be taken by, the narrowest first. */
    static List<String> covering(String host) {
        List<String> all = new ArrayList<>(List.of(host));
        for (int dot = host.indexOf('.'); dot >= 0; dot = host.indexOf('.', dot + 1)) {
            all.add("*" + host.substring(dot));
        }
        all.add("*");
        return all;
    }

    private static boolean has(ObjectNode other, String host) {
        return MatchConditions.texts(other.at("/spec/hosts")).contains(host);
    }

    /** A Service's own name is none that users ask a gateway for. */
    private static boolean askable(String host) {
        return host.contains(".") && KubernetesNames.authority(host) && !ListenerHosts.internal(host);
    }

    static String key(ObjectNode object) {
        return object.at("/metadata/namespace").asText() + "/"
                + object.at("/metadata/name").asText();
    }
}
