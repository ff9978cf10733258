package dev.sluice.traffic.istio;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.api.KubernetesNames;
import dev.sluice.api.TextSanitizer;
import dev.sluice.traffic.TrafficConfigException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Where requests for one VirtualService come in by one Gateway: by each of its servers, for each host that both the server and the VirtualService
 * take. Istio serves what both have in common, so either may be the wider one.
 *
 * @param name {@code namespace/name} of the Gateway
 * @param gateway the Gateway
 * @param bound the VirtualService, with hosts
 * @param hosts hosts that can be asked for, the one that users ask for most likely first; a wildcard stands for one of its hosts
 * @param whole whether no host was left out for being one too many
 */
record ListenerHosts(String name, ObjectNode gateway, ObjectNode bound, List<String> hosts, boolean whole) {
    /** Of hosts that are tried; a policy can name another one. */
    private static final int TRIED = 16;

    private static final String WILD = "*.";

    /**
     * Finds them.
     *
     * @param service the destination host
     * @param namespace the namespace of the policy
     */
    static ListenerHosts of(String name, ObjectNode gateway, ObjectNode bound, String service, String namespace) {
        String home = home(bound);
        List<String> patterns = GatewayListener.hosts(gateway, home).toList();
        Set<String> hosts = new LinkedHashSet<>();
        for (JsonNode one : bound.at("/spec/hosts")) {
            String own = whole(one.asText(), home);
            if (patterns.stream().anyMatch(pattern -> GatewayListener.covers(pattern, own))) {
                hosts.add(single(own, service, namespace));
            }
            patterns.stream()
                    .filter(pattern -> GatewayListener.covers(own, pattern))
                    .map(pattern -> single(pattern, service, namespace))
                    .forEach(hosts::add);
        }
        List<String> sorted = hosts.stream()
                .sorted(Comparator.comparing(ListenerHosts::internal))
                .limit(TRIED)
                .toList();
        return new ListenerHosts(ListenerHost.full(name, home), gateway, bound, sorted, sorted.size() == hosts.size());
    }

    /**
     * Where probes come in: the first place where the routes take something, else the first one.
     *
     * @param asked the host that the policy names; empty for none
     * @param open whether the routes take something of what comes in at a place
     * @throws TrafficConfigException when no probe could come in
     */
    ListenerHost probed(String asked, String service, String namespace, Predicate<ListenerHost> open) {
        String home = home(bound);
        List<String> candidates = asked.isEmpty() ? hosts : List.of(asked);
        return candidates.stream()
                .flatMap(host ->
                        GatewayListener.probed(gateway, host, home).map(server -> new ListenerHost(name, host, server)))
                .filter(open)
                .findFirst()
                .map(this::checked)
                .orElseGet(() -> {
                    String host = candidates.isEmpty()
                            ? single(whole(bound.at("/spec/hosts/0").asText(), home), service, namespace)
                            : candidates.getFirst();
                    return checked(new ListenerHost(name, host, GatewayListener.of(gateway, host, home)));
                });
    }

    private ListenerHost checked(ListenerHost place) {
        if (!KubernetesNames.authority(place.host())) {
            throw new TrafficConfigException("VirtualService "
                    + bound.at("/metadata/name").asText() + " is for the host " + TextSanitizer.quoted(place.host())
                    + ", which no request can ask for; write the name of a host");
        }
        return place;
    }

    /** Every place where users may come in. */
    Stream<ListenerHost> all() {
        return hosts.stream()
                .flatMap(host -> GatewayListener.all(gateway, host, home(bound)).stream()
                        .map(server -> new ListenerHost(name, host, server)));
    }

    /** Whether users come in, and the routes take none of them: this Gateway carries other routes of the VirtualService. */
    boolean closed(Predicate<ListenerHost> open) {
        List<ListenerHost> every = whole ? all().toList() : List.of();
        return !every.isEmpty() && every.stream().noneMatch(open);
    }

    /** Those that are not closed; all of them when no other is left. */
    static List<ListenerHosts> open(List<ListenerHosts> all, Predicate<ListenerHost> open) {
        List<ListenerHosts> left = new ArrayList<>(all);
        left.removeIf(one -> one.closed(open));
        return left.isEmpty() ? all : left;
    }

    /** The hosts of a VirtualService in full; some begin with a wildcard. */
    static List<String> named(ObjectNode virtualService) {
        return MatchConditions.texts(virtualService.at("/spec/hosts")).stream()
                .map(host -> whole(host, home(virtualService)))
                .toList();
    }

    /**
     * Whether one server takes a host from another VirtualService too.
     *
     * @param host as it stands there
     * @param homes the namespaces of the gateway's pods
     */
    boolean admits(ObjectNode other, String host, GatewayListener server, Set<String> homes) {
        String there = home(other);
        return MatchConditions.texts(other.at("/spec/gateways")).stream()
                        .anyMatch(one -> ListenerHost.full(one, there).equals(name))
                && homes.stream().allMatch(pods -> Delegation.exported(other, there, pods))
                && GatewayListener.all(gateway, host, there).contains(server);
    }

    /** How many servers a Gateway has, and hosts of these. */
    static long served(ObjectNode gateway) {
        long hosts = 0;
        for (JsonNode server : gateway.at("/spec/servers")) {
            hosts += 1 + server.path("hosts").size();
        }
        return hosts;
    }

    private static String home(ObjectNode bound) {
        return bound.at("/metadata/namespace").asText();
    }

    /** Istio's own reading of a short name. */
    private static String whole(String host, String home) {
        return host.contains(".") || host.equals("*") ? host : host + "." + home + ".svc." + ClusterDomain.own();
    }

    /** One host that a wildcard stands for, and that nobody else is likely to have. */
    private static String single(String host, String service, String namespace) {
        if (host.equals("*")) {
            IstioHost destination = IstioHost.of(service, namespace);
            return destination.namespace().isEmpty() ? service : destination.service() + "." + destination.namespace();
        }
        return one(host);
    }

    /** The same for one that is no wildcard of all hosts. */
    static String one(String host) {
        return host.startsWith(WILD) ? "sluice" + host.substring(1) : host;
    }

    /** A Service's own name is seldom one that users ask a gateway for. */
    static boolean internal(String host) {
        return host.endsWith(".svc." + ClusterDomain.own());
    }
}
