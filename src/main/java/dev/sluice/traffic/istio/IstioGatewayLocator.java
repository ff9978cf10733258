package dev.sluice.traffic.istio;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.kubernetes.LabelSyntax;
import dev.sluice.rollout.GatewayEndpoint;
import dev.sluice.rollout.TrafficTarget;
import dev.sluice.traffic.GatewayLocator;
import dev.sluice.traffic.TrafficConfigException;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.readiness.Readiness;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** Finds the ready ingress gateway pods through which users reach a VirtualService, as its Gateways and the operator say. */
@ApplicationScoped
public class IstioGatewayLocator implements GatewayLocator {
    private final KubernetesClient client;
    private final IstioResourceClient istio;
    private final GatewayTrust trust;

    IstioGatewayLocator(KubernetesClient client, IstioResourceClient istio, GatewayTrust trust) {
        this.client = client;
        this.istio = istio;
        this.trust = trust;
    }

    /**
     * What was found of an app's gateways.
     *
     * @param endpoints one for each ready gateway pod, VirtualService and way that leads to it
     * @param ignored each pod that has a Gateway's labels and is no gateway, and each VirtualService that delegates to the app's and does not
     *     count: what it is, why, and behind the last semicolon the cure
     */
    public record Found(List<GatewayEndpoint> endpoints, List<String> ignored) {}

    /** How users come to one VirtualService of a release. */
    private record Way(TrafficTarget target, TrafficTarget.Route route, ObjectNode own, Delegation ways) {
        /** Whether the http routes that are moved take something of what comes in at a place. What probes say of their scheme is not known here. */
        Predicate<ListenerHost> open(ObjectNode bound) {
            List<JsonNode> moved = new ArrayList<>();
            if (!target.blue().isEmpty()) {
                ManagedRoutes.in(own, target, route).forEach(one -> moved.add(one.json()));
            }
            if (moved.isEmpty()) {
                ManagedRoutes.http(own).forEach(moved::add);
            }
            List<JsonNode> outer =
                    bound == own ? moved : Delegation.routes(bound, route.ref().name(), target.namespace());
            String home = bound.at("/metadata/namespace").asText();
            return place -> place.takes(moved, target.namespace()) && place.takes(outer, home);
        }
    }

    /** One look, whether what does not count is to be told, and what does not count so far. */
    private record Asked(GatewayDiscovery look, boolean told, Set<String> ignored) {}

    @Override
    public List<GatewayEndpoint> find(TrafficTarget target) {
        return look(target, GatewayDiscovery.LONGEST, false).endpoints();
    }

    /** The same, with what was left out. */
    Found look(TrafficTarget target) {
        return look(target, GatewayDiscovery.LONGEST, true);
    }

    /** The same, in so much time; strangers in other namespaces are asked for where they are to be told. */
    Found look(TrafficTarget target, Duration longest, boolean told) {
        MeshObjects objects = new FetchedObjects(istio, trust, target.namespace());
        GatewayDiscovery look = new GatewayDiscovery(client, objects, target.namespace(), longest);
        Asked asked = new Asked(look, told, new LinkedHashSet<>());
        Set<GatewayEndpoint> endpoints = new LinkedHashSet<>();
        for (TrafficTarget.Route route : target.routes()) {
            ObjectNode own = IstioTrafficRouter.read(
                    istio, target.namespace(), route.ref().name());
            Delegation ways = Delegation.of(own, target.namespace(), objects, trust);
            asked.ignored().addAll(ways.ignored(route.ref().name()));
            for (ObjectNode bound : ways.bound()) {
                enter(new Way(target, route, own, ways), bound, asked, endpoints);
            }
        }
        return new Found(List.copyOf(endpoints), List.copyOf(asked.ignored()));
    }

    private void enter(Way way, ObjectNode bound, Asked asked, Set<GatewayEndpoint> endpoints) {
        TrafficTarget target = way.target();
        TrafficTarget.Route route = way.route();
        String home = bound.at("/metadata/namespace").asText();
        Predicate<ListenerHost> open = way.open(bound);
        List<ListenerHosts> all = names(bound, route.ref().name()).stream()
                .map(name -> ListenerHosts.of(
                        name, asked.look().gateway(name, home), bound, route.host(), target.namespace()))
                .toList();
        for (ListenerHosts one : ListenerHosts.open(all, place -> open.test(place) || open.test(place.otherScheme()))) {
            String host = way.ways().asked(bound, route.probeHost());
            ListenerHost place = one.probed(host, route.host(), target.namespace(), open);
            GatewayListener server = place.server();
            pods(one.gateway(), server.port(), asked).forEach((pod, port) -> {
                GatewayEndpoint endpoint = new GatewayEndpoint(
                        GatewayPod.of(pod).key(),
                        pod.getStatus().getPodIP(),
                        port,
                        route.ref(),
                        place.host(),
                        target.ownPath(route.ref()).orElse(target.road().path()),
                        GatewayListener.counters(pod));
                endpoints.add(server.tls() ? endpoint.over(target.road().tls()) : endpoint);
            });
        }
    }

    /**
     * The gateways that a VirtualService is bound to, as they are named there.
     *
     * @param asked name of the VirtualService that the policy names
     * @throws TrafficConfigException when there is none
     */
    static List<String> names(ObjectNode bound, String asked) {
        List<String> names = names(bound);
        if (names.isEmpty()) {
            throw new TrafficConfigException("VirtualService " + asked
                    + " is bound to no gateway; Sluice probes through the ingress: add spec.gateways");
        }
        return names;
    }

    /** Whether a VirtualService is bound to any gateway. */
    static boolean bound(ObjectNode virtualService) {
        return !names(virtualService).isEmpty();
    }

    /** The gateways that a VirtualService is bound to, as they are named there. */
    static List<String> names(ObjectNode bound) {
        return StreamSupport.stream(bound.at("/spec/gateways").spliterator(), false)
                .map(JsonNode::asText)
                .filter(name -> !name.equals("mesh"))
                .distinct()
                .toList();
    }

    /**
     * A Gateway by the name that a VirtualService gives it.
     *
     * @param from the VirtualService's namespace
     * @throws TrafficConfigException when it is not there, where nobody looks, or too large to be looked into
     */
    static ObjectNode gateway(MeshObjects objects, String name, String from) {
        String full = ListenerHost.full(name, from);
        String home = full.substring(0, full.indexOf('/'));
        if (!objects.namespaces().read(home)) {
            throw new TrafficConfigException("Gateway " + full + " is in namespace " + home
                    + ", which Sluice does not read; " + GatewayTrust.readCure(home));
        }
        return objects.gateway(home, full.substring(home.length() + 1))
                .map(ObjectLimits::needed)
                .orElseThrow(() -> new TrafficConfigException(
                        "Gateway " + name + " does not exist; apply it or mend spec.gateways"));
    }

    /**
     * The labels of a Gateway's pods.
     *
     * @throws TrafficConfigException when it names none, or what no pod can have
     */
    static Map<String, String> selector(ObjectNode gateway) {
        Map<String, String> selector = DestinationSubsets.map(gateway.at("/spec/selector"));
        if (selector.isEmpty()) {
            throw new TrafficConfigException(
                    "Gateway " + gateway.at("/metadata/name").asText() + " selects no pods; give it spec.selector");
        }
        if (!LabelSyntax.valid(selector)) {
            throw new TrafficConfigException("spec.selector of Gateway "
                    + gateway.at("/metadata/name").asText() + " has what is no label; mend it");
        }
        return selector;
    }

    private Map<Pod, Integer> pods(ObjectNode gateway, int port, Asked asked) {
        String name = gateway.at("/metadata/name").asText();
        String home = gateway.at("/metadata/namespace").asText();
        Map<String, String> labels = selector(gateway);
        Set<String> homes = istio.homes(trust, home);
        List<Pod> selected = asked.look().pods(labels, homes);
        List<GatewayPod> strangers =
                asked.told() || selected.isEmpty() ? asked.look().strangers(labels, homes) : List.of();
        trust.check(
                name,
                home,
                Stream.concat(selected.stream().map(GatewayPod::of), strangers.stream())
                        .toList());
        strangers.forEach(pod -> asked.ignored().add(trust.ignored(pod, name, home)));
        Map<Pod, Integer> ready = new LinkedHashMap<>();
        List<String> closed = new ArrayList<>();
        for (Pod pod : selected) {
            GatewayPod known = GatewayPod.of(pod);
            if (!trust.admits(known, home)) {
                asked.ignored().add(trust.ignored(known, name, home));
            } else if (Readiness.getInstance().isReady(pod) && pod.getMetadata().getDeletionTimestamp() == null) {
                GatewayListener.listening(asked.look().services(known.namespace()), pod, port)
                        .ifPresentOrElse(open -> ready.put(pod, open), () -> closed.add(known.key()));
            }
        }
        if (ready.isEmpty() && !closed.isEmpty()) {
            throw GatewayPorts.closed(name, port, closed);
        }
        return ready;
    }
}
