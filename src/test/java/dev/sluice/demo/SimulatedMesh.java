package dev.sluice.demo;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The demo's ingress gateway before any number of apps of somebody else's API server. All that runs listens on 127.0.0.1. Every pod is
 * answered for by one of two servers: one that is well, and one that fails each request.
 */
public final class SimulatedMesh implements AutoCloseable {
    private static final Duration TOLD_AFTER = Duration.ofMillis(100);

    private final Vertx vertx = Vertx.vertx();
    private final Set<String> broken = ConcurrentHashMap.newKeySet();
    private final LocalApp well;
    private final LocalApp failing;
    private final LocalIngress ingress;

    /** Begins to watch; pods count as ready as soon as the API server says so. */
    public SimulatedMesh(KubernetesClient client) {
        this.well = app();
        this.failing = app();
        failing.set(new FaultInjection(FaultInjection.Kind.ERRORS, 1));
        this.ingress = new LocalIngress(vertx, client, 0, TOLD_AFTER, new Random(1), this::portOf);
    }

    /** Where the gateway takes requests on 127.0.0.1. */
    public int port() {
        return ingress.port();
    }

    /** Where it tells what it has counted. */
    public int countersPort() {
        return ingress.countersPort();
    }

    /** From now on every request to v2 of the app fails. */
    public void breakGreen(String app) {
        broken.add(app);
    }

    @Override
    public void close() {
        ingress.close();
        well.close();
        failing.close();
        LoopbackServer.await(vertx.close());
    }

    private LocalApp app() {
        return new LocalApp(vertx, new Random(1), "any", () -> {});
    }

    private int portOf(Map<String, String> labels) {
        boolean fails = "v2".equals(labels.get("version")) && broken.contains(labels.getOrDefault("app", ""));
        return (fails ? failing : well).port();
    }
}
