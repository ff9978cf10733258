package dev.sluice.demo;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.vertx.core.Vertx;
import java.net.URI;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A cluster in this process: an API server, an ingress gateway, two versions of an app and its users. */
public final class LocalCluster implements AutoCloseable {
    private static final AtomicReference<@Nullable LocalCluster> RUNNING = new AtomicReference<>();
    private static final List<String> VERSIONS = List.of("v1", "v2");

    private final Deque<AutoCloseable> open = new ArrayDeque<>();
    private final LocalApiServer server;
    private final KubernetesClient client;
    private final Map<String, LocalApp> apps;
    private final LocalKubelet kubelet;
    private final LocalIngress ingress;
    private final LocalLoad load;

    private LocalCluster(LocalOptions options) {
        Vertx vertx = Vertx.vertx();
        open.push(() -> LoopbackServer.await(vertx.close()));
        Random random = new Random(options.seed());
        server = opened(new LocalApiServer());
        client = opened(server.client());
        apps = VERSIONS.stream()
                .map(version -> opened(new LocalApp(vertx, random, version, this::faulty)))
                .collect(Collectors.toMap(LocalApp::version, Function.identity()));
        ingress = opened(new LocalIngress(vertx, client, options.ingressPort(), options.delay(), random, this::portOf));
        GatewayObjects.create(client, ingress.port(), ingress.countersPort());
        kubelet = opened(new LocalKubelet(client, this::crashes));
        server.create(client, options.manifests());
        server.create(client, options.policies());
        load = opened(new LocalLoad(vertx, ingress.port(), options.requestsPerSecond()));
    }

    /**
     * Starts a cluster. Everything listens on 127.0.0.1 only.
     *
     * @throws PortInUseException when the port of the ingress is taken
     */
    public static LocalCluster start(LocalOptions options) {
        PortInUseException.check(options.ingressPort(), LocalOptions.INGRESS_PORT);
        LocalCluster cluster = new LocalCluster(options);
        RUNNING.set(cluster);
        return cluster;
    }

    /** The cluster that runs in this process. */
    public static Optional<LocalCluster> running() {
        return Optional.ofNullable(RUNNING.get());
    }

    /** Where a Kubernetes client finds it. */
    public URI apiServer() {
        return server.uri();
    }

    /** System properties that lead a Kubernetes client of this process here, and to no cluster of the user's. */
    public Map<String, String> clientProperties() {
        return Map.of(
                Config.KUBERNETES_MASTER_SYSTEM_PROPERTY,
                apiServer().toString(),
                Config.KUBERNETES_NAMESPACE_SYSTEM_PROPERTY,
                DemoManifests.NAMESPACE,
                Config.KUBERNETES_AUTH_TRYKUBECONFIG_SYSTEM_PROPERTY,
                "false",
                Config.KUBERNETES_AUTH_TRYSERVICEACCOUNT_SYSTEM_PROPERTY,
                "false");
    }

    /** A client of it, closed with the cluster. */
    public KubernetesClient client() {
        return client;
    }

    /** Where users find the app on 127.0.0.1. */
    public int ingressPort() {
        return ingress.port();
    }

    /** A version of the app: v1 or v2. */
    public LocalApp app(String version) {
        LocalApp app = apps.get(version);
        if (app == null) {
            throw new IllegalArgumentException("version is " + version + "; use " + String.join(" or ", VERSIONS));
        }
        return app;
    }

    /** Lets users in or keeps them out; they are in from the start. */
    public void welcome(boolean users) {
        load.welcome(users);
    }

    /** What the users saw. */
    public LoadReport load() {
        return load.report();
    }

    /**
     * Releases the version that does not carry the traffic: a new build of it, in good health.
     *
     * @return the version
     */
    public String release() {
        String version = DemoReleaser.next(client);
        app(version).set(FaultInjection.NONE);
        DemoReleaser.release(client, version);
        return version;
    }

    @Override
    public void close() {
        RUNNING.compareAndSet(this, null);
        while (!open.isEmpty()) {
            close(open.pop());
        }
    }

    private <T extends AutoCloseable> T opened(T part) {
        open.push(part);
        return part;
    }

    private void faulty() {
        kubelet.sync();
    }

    private boolean crashes(Map<String, String> labels) {
        LocalApp app = apps.get(labels.getOrDefault("version", ""));
        return app != null && app.fault().kind() == FaultInjection.Kind.CRASHLOOP;
    }

    private int portOf(Map<String, String> labels) {
        LocalApp app = apps.get(labels.getOrDefault("version", ""));
        return app == null ? 0 : app.port();
    }

    private static void close(AutoCloseable part) {
        try {
            part.close();
        } catch (Exception e) {
            // The others are closed all the same.
            org.jboss.logging.Logger.getLogger(LocalCluster.class).debug("cannot close a part", e);
        }
    }
}
