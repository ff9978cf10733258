package dev.sluice.traffic.istio;

import dev.sluice.api.ManagedNamespaces;
import dev.sluice.evidence.gateway.GatewayMetricsScraper;
import dev.sluice.evidence.gateway.GatewayRequestMeters;
import dev.sluice.evidence.gateway.ScrapeCompleted;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import java.time.InstantSource;

/** Makes what the container would make; nothing is tried again by itself. */
public final class MeshParts {
    private MeshParts() {}

    /** Reads and sets what the mesh's objects ask for. */
    public static IstioTrafficRouter mesh(KubernetesClient client) {
        return new IstioTrafficRouter(new IstioResourceClient(client), GatewayTrust.USUALLY);
    }

    /** Objects that are watched, once that is begun. */
    public static WatchedObjects objects(KubernetesClient client) {
        return new WatchedObjects(
                client,
                new GatewayPodCache(
                        new IstioResourceClient(client), GatewayTrust.USUALLY, (UntrustedGatewayPods _) -> {}),
                ManagedNamespaces.ALL);
    }

    /** Finds gateways. */
    public static IstioGatewayLocator gateways(KubernetesClient client) {
        return gateways(client, GatewayTrust.USUALLY);
    }

    /** The same, by another word of the operator's. */
    static IstioGatewayLocator gateways(KubernetesClient client, GatewayTrust trust) {
        return new IstioGatewayLocator(client, new IstioResourceClient(client), trust);
    }

    /** Asks gateways for stamps. */
    public static RevisionConvergenceChecker convergence(Vertx vertx) {
        return new RevisionConvergenceChecker(vertx);
    }

    /** Counts users' requests. */
    public static GatewayRequestMeters meters(KubernetesClient client, HttpClient http) {
        return meters(client, http, InstantSource.system());
    }

    /** The same by another clock. */
    public static GatewayRequestMeters meters(KubernetesClient client, HttpClient http, InstantSource clock) {
        return new GatewayRequestMeters(
                new GatewayMetricsScraper(http, clock, (ScrapeCompleted _) -> {}),
                new IstioResourceClient(client),
                objects(client),
                clock);
    }
}
