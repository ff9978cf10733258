package dev.sluice.traffic.istio;

import dev.sluice.api.PolicySpec;
import dev.sluice.api.ProbeSpec;
import dev.sluice.api.RouteSpec;
import dev.sluice.rollout.ProbeTrust;
import dev.sluice.rollout.TrafficTarget;
import dev.sluice.traffic.TrafficConfigException;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.List;

/** Looks at the mesh for people, outside of any release; nothing is written. */
public final class MeshInspector {
    private final IstioResourceClient istio;
    private final IstioGatewayLocator gateways;
    private final GatewayTrust trust;

    /** Looks with the rights of this client. */
    public MeshInspector(KubernetesClient client) {
        InstalledSettings installed = InstalledSettings.of(client);
        this.istio = new IstioResourceClient(client, installed.namespaces());
        this.trust = installed.trust();
        this.gateways = new IstioGatewayLocator(client, istio, trust);
    }

    /**
     * How the traffic is split now, if everything between users and pods that is known from objects alone allows a release.
     *
     * @throws TrafficConfigException when a release could not begin, would wait until its deadline, or would move what no user comes by
     */
    public TrafficSplit traffic(String namespace, PolicySpec policy) {
        return new ReleaseSetup(new FetchedObjects(istio, trust, namespace), namespace, policy, trust)
                .checkWhatCanBeSeen();
    }

    /**
     * The same, from objects that are watched.
     *
     * @throws TrafficConfigException when a release could not begin, would wait until its deadline, or would move what no user comes by
     */
    public static TrafficSplit of(WatchedObjects objects, String namespace, PolicySpec policy) {
        return new ReleaseSetup(objects, namespace, policy, objects.trust()).check();
    }

    /**
     * The destination hosts that a policy splits, whatever gets their traffic now.
     *
     * @throws TrafficConfigException when one is not plain to see
     */
    public List<String> hosts(String namespace, PolicySpec policy) {
        return policy.routes().stream()
                .map(route -> host(namespace, route))
                .distinct()
                .toList();
    }

    private String host(String namespace, RouteSpec route) {
        return VirtualServiceInspection.of(
                        IstioTrafficRouter.read(istio, namespace, route.object()),
                        route.httpRoutes(),
                        route.host(),
                        namespace)
                .host();
    }

    /**
     * The endpoints to an app, and what looks like one and is none.
     *
     * @throws TrafficConfigException when a VirtualService is bound to no gateway that can be probed
     */
    public IstioGatewayLocator.Found endpoints(String namespace, PolicySpec policy) {
        ProbeSpec probe = policy.health().probe();
        List<TrafficTarget.Route> routes = policy.routes().stream()
                .map(route -> route(route, namespace, host(namespace, route), probe))
                .toList();
        return gateways.look(new TrafficTarget(
                namespace,
                "",
                "",
                "",
                "",
                "",
                routes,
                new TrafficTarget.Road(probe.reach(), new ProbeTrust(probe.tls()))));
    }

    private static TrafficTarget.Route route(RouteSpec route, String namespace, String host, ProbeSpec probe) {
        String own = route.probe().host();
        return new TrafficTarget.Route(
                route.ref(namespace),
                route.httpRoutes(),
                host,
                List.of(),
                own.isEmpty() ? probe.host() : own,
                route.probe().path());
    }
}
