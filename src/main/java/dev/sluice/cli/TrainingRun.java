package dev.sluice.cli;

import dev.sluice.kubernetes.CrdContexts;
import dev.sluice.kubernetes.RolloutClient;
import dev.sluice.local.LocalCluster;
import dev.sluice.local.LocalOptions;
import dev.sluice.rollout.RolloutState;
import io.quarkus.runtime.Quarkus;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * Runs the controller in a cluster of its own until a release has begun, so that Java can learn which classes and methods that takes. What
 * goes wrong makes the cache poorer, and nothing else.
 */
final class TrainingRun {
    private static final long PATIENCE = TimeUnit.SECONDS.toNanos(30);
    private static final int LOOK_MILLIS = 100;

    private TrainingRun() {}

    /** Returns when the controller has stopped. */
    static int run() {
        try (LocalCluster cluster = LocalCluster.start(LocalOptions.sample().underLoad(0))) {
            int port = freePort();
            cluster.clientProperties().forEach(System::setProperty);
            Map.of(
                            "sluice.web.enabled", "false",
                            "quarkus.http.host", "127.0.0.1",
                            "quarkus.http.port", "0",
                            "quarkus.management.host", "127.0.0.1",
                            "quarkus.management.port", Integer.toString(port))
                    .forEach(System::setProperty);
            Thread.ofPlatform().daemon().name("training-run").start(() -> play(cluster, port));
            return ControllerCommand.run();
        }
    }

    private static void play(LocalCluster cluster, int port) {
        await(() -> answers(port, "/health/ready"));
        String _ = cluster.release();
        await(() -> isAsked(cluster));
        boolean _ = answers(port, "/metrics");
        Quarkus.asyncExit(0);
    }

    /** Whether a Rollout has got as far as asking the new version for its health. */
    private static boolean isAsked(LocalCluster cluster) {
        return cluster
                .client()
                .genericKubernetesResources(CrdContexts.ROLLOUT)
                .inAnyNamespace()
                .list()
                .getItems()
                .stream()
                .flatMap(raw -> RolloutClient.read(raw).stream())
                .anyMatch(rollout -> rollout.state()
                        .filter(RolloutState.Holding.class::isInstance)
                        .isPresent());
    }

    private static void await(BooleanSupplier done) {
        long end = System.nanoTime() + PATIENCE;
        while (!done.getAsBoolean() && System.nanoTime() < end) {
            try {
                TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    private static boolean answers(int port, String path) {
        try {
            HttpURLConnection asked = (HttpURLConnection)
                    URI.create("http://127.0.0.1:" + port + path).toURL().openConnection();
            return asked.getResponseCode() == HttpURLConnection.HTTP_OK;
        } catch (IOException _) {
            return false;
        }
    }

    private static int freePort() {
        try (ServerSocket any = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return any.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
