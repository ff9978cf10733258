package dev.sluice.mesh;

import dev.sluice.policy.Namespaces;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import java.time.InstantSource;

/** Makes what the container would make; nothing is tried again by itself. */
public final class MeshParts {
    private MeshParts() {}

    /** Reads and sets what the mesh's objects ask for. */
    public static Mesh mesh(KubernetesClient client) {
        return new Mesh(new Documents(client), GatewayTrust.USUALLY);
    }

    /** Objects that are watched, once that is begun. */
    public static WatchedObjects objects(KubernetesClient client) {
        return new WatchedObjects(
                client,
                new GatewayCensus(new Documents(client), GatewayTrust.USUALLY, (Strangers _) -> {}),
                Namespaces.ALL);
    }

    /** Finds gateways. */
    public static Gateways gateways(KubernetesClient client) {
        return gateways(client, GatewayTrust.USUALLY);
    }

    /** The same, by another word of the operator's. */
    static Gateways gateways(KubernetesClient client, GatewayTrust trust) {
        return new Gateways(client, new Documents(client), trust);
    }

    /** Asks gateways for stamps. */
    public static Convergence convergence(Vertx vertx) {
        return new Convergence(vertx);
    }

    /** Counts users' requests. */
    public static Meters meters(KubernetesClient client, HttpClient http) {
        return meters(client, http, InstantSource.system());
    }

    /** The same by another clock. */
    public static Meters meters(KubernetesClient client, HttpClient http, InstantSource clock) {
        return new Meters(new Scraper(http, clock, (Scraped _) -> {}), new Documents(client), objects(client), clock);
    }
}
