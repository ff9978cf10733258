package dev.sluice.mesh;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.rollout.Ingress;
import dev.sluice.rollout.Target;
import dev.sluice.wire.LabelSyntax;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
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

/** Finds the ready ingress gateway pods through which users reach a VirtualService. */
@ApplicationScoped
public class Gateways {
    private final KubernetesClient client;
    private final Documents documents;
    private final GatewayTrust trust;

    Gateways(KubernetesClient client, Documents documents, GatewayTrust trust) {
        this.client = client;
        this.documents = documents;
        this.trust = trust;
    }

    /**
     * What was found of an app's gateways.
     *
     * @param doors one for each ready gateway pod, VirtualService and way that leads to it
     * @param ignored each pod that has a Gateway's labels and is no gateway, and each VirtualService that delegates to the app's and does not
     *     count: what it is, why, and behind the last semicolon the cure
     */
    public record Found(List<Ingress> doors, List<String> ignored) {}

    /** How users come to one VirtualService of a release. */
    private record Way(Target target, Target.Route route, ObjectNode own, Delegation ways) {
        /** Whether the http routes that are moved take something of what comes in at a place. What probes say of their scheme is not known here. */
        Predicate<Entrance> open(ObjectNode bound) {
            List<JsonNode> moved = new ArrayList<>();
            if (!target.blue().isEmpty()) {
                Managed.in(own, target, route).forEach(one -> moved.add(one.json()));
            }
            if (moved.isEmpty()) {
                Managed.http(own).forEach(moved::add);
            }
            List<JsonNode> outer =
                    bound == own ? moved : Delegation.routes(bound, route.virtualService(), target.namespace());
            String home = bound.at("/metadata/namespace").asText();
            return place -> place.takes(moved, target.namespace()) && place.takes(outer, home);
        }
    }

    /** One look, whether what does not count is to be told, and what does not count so far. */
    private record Asked(GatewayLook look, boolean told, Set<String> ignored) {}

    /**
     * The doors to an app: one for each ready gateway pod, VirtualService and way that leads to it.
     *
     * @throws Obstacle when a VirtualService is bound to no gateway that can be probed
     * @throws KubernetesClientException when the API server does not tell, or there are too many gateways to be looked at in time
     */
    public List<Ingress> find(Target target) {
        return look(target, GatewayLook.LONGEST, false).doors();
    }

    /** The same, with what was left out. */
    Found look(Target target) {
        return look(target, GatewayLook.LONGEST, true);
    }

    /** The same, in so much time; strangers in other namespaces are asked for where they are to be told. */
    Found look(Target target, Duration longest, boolean told) {
        MeshObjects objects = new AskedObjects(documents, trust, target.namespace());
        GatewayLook look = new GatewayLook(client, objects, target.namespace(), longest);
        Asked asked = new Asked(look, told, new LinkedHashSet<>());
        Set<Ingress> doors = new LinkedHashSet<>();
        for (Target.Route route : target.routes()) {
            ObjectNode own = Mesh.read(documents, target.namespace(), route.virtualService());
            Delegation ways = Delegation.of(own, target.namespace(), objects, trust);
            asked.ignored().addAll(ways.ignored(route.virtualService()));
            for (ObjectNode bound : ways.bound()) {
                enter(new Way(target, route, own, ways), bound, asked, doors);
            }
        }
        return new Found(List.copyOf(doors), List.copyOf(asked.ignored()));
    }

    private void enter(Way way, ObjectNode bound, Asked asked, Set<Ingress> doors) {
        Target target = way.target();
        Target.Route route = way.route();
        String home = bound.at("/metadata/namespace").asText();
        Predicate<Entrance> open = way.open(bound);
        List<Entrances> all = names(bound, route.virtualService()).stream()
                .map(name ->
                        Entrances.of(name, asked.look().gateway(name, home), bound, route.host(), target.namespace()))
                .toList();
        for (Entrances one : Entrances.open(all, place -> open.test(place) || open.test(place.otherScheme()))) {
            String host = way.ways().asked(bound, route.probeHost());
            Entrance place = one.probed(host, route.host(), target.namespace(), open);
            GatewayServer server = place.server();
            pods(one.gateway(), server.port(), asked).forEach((pod, port) -> {
                Ingress door = new Ingress(
                        GatewayPod.of(pod).key(),
                        pod.getStatus().getPodIP(),
                        port,
                        route.virtualService(),
                        place.host(),
                        target.ownPath(route.virtualService())
                                .orElse(target.road().path()),
                        GatewayServer.counters(pod));
                doors.add(server.tls() ? door.over(target.road().tls()) : door);
            });
        }
    }

    /**
     * The gateways that a VirtualService is bound to, as they are named there.
     *
     * @param asked name of the VirtualService that the policy names
     * @throws Obstacle when there is none
     */
    static List<String> names(ObjectNode bound, String asked) {
        List<String> names = names(bound);
        if (names.isEmpty()) {
            throw new Obstacle("VirtualService " + asked
                    + " is bound to no gateway; Sluice probes through the ingress: add spec.gateways");
        }
        return names;
    }

    /** Whether a VirtualService is bound to any gateway. */
    static boolean bound(ObjectNode virtualService) {
        return !names(virtualService).isEmpty();
    }

    private static List<String> names(ObjectNode bound) {
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
     * @throws Obstacle when it is not there, where nobody looks, or too large to be looked into
     */
    static ObjectNode gateway(MeshObjects objects, String name, String from) {
        String full = Entrance.full(name, from);
        String home = full.substring(0, full.indexOf('/'));
        if (!objects.namespaces().read(home)) {
            throw new Obstacle("Gateway " + full + " is in namespace " + home + ", which Sluice does not read; "
                    + GatewayTrust.readCure(home));
        }
        return objects.gateway(home, full.substring(home.length() + 1))
                .map(Bounds::needed)
                .orElseThrow(() -> new Obstacle("Gateway " + name + " does not exist; apply it or mend spec.gateways"));
    }

    /**
     * The labels of a Gateway's pods.
     *
     * @throws Obstacle when it names none, or what no pod can have
     */
    static Map<String, String> selector(ObjectNode gateway) {
        Map<String, String> selector = Subsets.map(gateway.at("/spec/selector"));
        if (selector.isEmpty()) {
            throw new Obstacle(
                    "Gateway " + gateway.at("/metadata/name").asText() + " selects no pods; give it spec.selector");
        }
        if (!LabelSyntax.valid(selector)) {
            throw new Obstacle("spec.selector of Gateway "
                    + gateway.at("/metadata/name").asText() + " has what is no label; mend it");
        }
        return selector;
    }

    private Map<Pod, Integer> pods(ObjectNode gateway, int port, Asked asked) {
        String name = gateway.at("/metadata/name").asText();
        String home = gateway.at("/metadata/namespace").asText();
        Map<String, String> labels = selector(gateway);
        Set<String> homes = documents.homes(trust, home);
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
                GatewayServer.listening(asked.look().services(known.namespace()), pod, port)
                        .ifPresentOrElse(open -> ready.put(pod, open), () -> closed.add(known.key()));
            }
        }
        if (ready.isEmpty() && !closed.isEmpty()) {
            throw new Obstacle(
                    "no Service leads to port " + port + " of Gateway " + name + " on " + Delegation.some(closed)
                            + "; give it a Service with that port, which selects its pods, in their namespace");
        }
        return ready;
    }
}
