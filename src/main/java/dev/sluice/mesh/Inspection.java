package dev.sluice.mesh;

import dev.sluice.policy.PolicySpec;
import dev.sluice.policy.ProbeSpec;
import dev.sluice.policy.RouteSpec;
import dev.sluice.rollout.Ingress;
import dev.sluice.rollout.Target;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.Arrays;
import java.util.List;

/** Looks at the mesh for people, outside of any release; nothing is written. */
public final class Inspection {
    private final Documents documents;
    private final Gateways gateways;
    private final GatewayTrust trust;

    /** Looks with the rights of this client. */
    public Inspection(KubernetesClient client) {
        Installed installed = Installed.of(client);
        this.documents = new Documents(client, installed.namespaces());
        this.trust = installed.trust();
        this.gateways = new Gateways(client, documents, trust);
    }

    /**
     * How the traffic is split now, if everything between users and pods that is known from objects alone allows a release.
     *
     * @throws Obstacle when a release could not begin, would wait until its deadline, or would move what no user comes by
     */
    public Traffic traffic(String namespace, PolicySpec policy) {
        return new Setup(new AskedObjects(documents, trust, namespace), namespace, policy, trust).checkWhatCanBeSeen();
    }

    /**
     * The same, from objects that are watched.
     *
     * @throws Obstacle when a release could not begin, would wait until its deadline, or would move what no user comes by
     */
    public static Traffic of(WatchedObjects objects, String namespace, PolicySpec policy) {
        return new Setup(objects, namespace, policy, objects.trust()).check();
    }

    /**
     * The destination hosts that a policy splits, whatever gets their traffic now.
     *
     * @throws Obstacle when one is not plain to see
     */
    public List<String> hosts(String namespace, PolicySpec policy) {
        return policy.routes().stream()
                .map(route -> host(namespace, route))
                .distinct()
                .toList();
    }

    private String host(String namespace, RouteSpec route) {
        return Survey.of(
                        Mesh.read(documents, namespace, route.virtualService()),
                        route.httpRoutes(),
                        route.host(),
                        namespace)
                .host();
    }

    /**
     * The doors to an app, and what looks like one and is none.
     *
     * @throws Obstacle when a VirtualService is bound to no gateway that can be probed
     */
    public Gateways.Found doors(String namespace, PolicySpec policy) {
        ProbeSpec probe = policy.health().probe();
        List<Target.Route> routes = policy.routes().stream()
                .map(route -> route(route, host(namespace, route), probe))
                .toList();
        return gateways.look(
                new Target(namespace, "", "", "", "", "", routes, new Target.Road(probe.reach(), probe.tls())));
    }

    /** Path and query by which a gateway pod is asked for no more than its counters of requests. */
    public static String page(Ingress.Counters counters) {
        return Scraper.uri(counters);
    }

    /**
     * Whether a page of counters knows a destination host, by either family of metrics.
     *
     * @throws IllegalArgumentException when the page is not in Prometheus' text format
     */
    public static boolean knows(String page, String host, String namespace) {
        CounterPage read = CounterPage.parse(page);
        return Arrays.stream(Counted.Family.values()).anyMatch(family -> read.knows(family, Host.of(host, namespace)));
    }

    /**
     * Whether a page of counters tells what was sent to a host and not yet answered.
     *
     * @throws IllegalArgumentException when the page is not in Prometheus' text format
     */
    public static boolean tellsSent(String page, String host, String namespace) {
        return CounterPage.parse(page).tellsSent(Host.of(host, namespace));
    }

    private static Target.Route route(RouteSpec route, String host, ProbeSpec probe) {
        String own = route.probe().host();
        return new Target.Route(
                route.virtualService(),
                route.httpRoutes(),
                host,
                List.of(),
                own.isEmpty() ? probe.host() : own,
                route.probe().path());
    }
}
