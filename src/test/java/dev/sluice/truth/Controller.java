package dev.sluice.truth;

import dev.sluice.demo.TroubledApi;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;

/** One controller on the node itself, alone, which reaches the API server through trouble and can be killed at any request. */
final class Controller implements AutoCloseable {
    private static final int PORT = 18099;
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final TruthCluster cluster;
    private final TroubledApi api = new TroubledApi(URI.create(ControlPlane.API));
    private final Path rights;
    private final Map<String, String> settings;
    /** It may write, and be killed for that, before it is asked whether it is ready. */
    private volatile Daemon daemon;

    Controller(TruthCluster cluster) {
        this(cluster, Map.of());
    }

    /** One with settings of its own, in environment variables. */
    Controller(TruthCluster cluster, Map<String, String> settings) {
        this.cluster = cluster;
        this.settings = settings;
        cluster.controllers(0);
        this.rights =
                Accounts.kubeconfig(cluster.client(), cluster.tools(), api.uri().toString(), "alone");
        this.daemon = begin();
        await(daemon);
    }

    TroubledApi api() {
        return api;
    }

    /** SIGKILL; returns when the process is gone. */
    void kill() {
        daemon.kill();
    }

    /**
     * Starts it anew after a kill and returns when it says that it is ready, or was killed before.
     *
     * @param begun runs as soon as a kill would meet the new one
     */
    void restart(Runnable begun) {
        daemon = begin();
        begun.run();
        await(daemon);
    }

    /** What the management port says of metrics to whoever has a token; empty for nobody. */
    int metrics(String token) {
        return status("/metrics", token);
    }

    @Override
    public void close() {
        daemon.close();
        api.close();
        cluster.controllers(2);
    }

    private Daemon begin() {
        Map<String, String> environment = new HashMap<>(settings);
        environment.put("KUBECONFIG", rights.toString());
        environment.put("QUARKUS_MANAGEMENT_PORT", String.valueOf(PORT));
        environment.put("SLUICE_CONTROLLER_LEADER_ELECTION_ENABLED", "false");
        return Daemon.start(
                cluster.tools().logs().resolve("logs/alone.log"),
                environment,
                // It lives for seconds: compiling for speed would cost more than it gives.
                cluster.tools().sluice(List.of("-XX:TieredStopAtLevel=1"), "controller"));
    }

    private static void await(Daemon started) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .pollInterval(Duration.ofMillis(50))
                .ignoreExceptions()
                .until(() -> !started.alive() || status("/health/ready", "") == 200);
    }

    private static int status(String path, String token) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + PORT + path))
                .timeout(Duration.ofSeconds(token.isEmpty() ? 1 : 10));
        if (!token.isEmpty()) {
            request.header("Authorization", "Bearer " + token);
        }
        try {
            return HTTP.send(request.build(), HttpResponse.BodyHandlers.discarding())
                    .statusCode();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
