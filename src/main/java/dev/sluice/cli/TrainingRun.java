package dev.sluice.cli;

import io.fabric8.kubernetes.client.Config;
import io.quarkus.runtime.Quarkus;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.util.Map;

/**
 * Runs the controller before an API server of its own until it has looked at a release and written of it, so that Java can learn which
 * classes and methods that takes. What goes wrong makes the cache poorer, and nothing else.
 */
final class TrainingRun {
    private static final int PATIENCE_SECONDS = 30;

    private TrainingRun() {}

    /** Returns when the controller has stopped. */
    static int run() throws IOException {
        try (WarmUpApi api = new WarmUpApi()) {
            int port = freePort();
            Map.of(
                            Config.KUBERNETES_MASTER_SYSTEM_PROPERTY,
                            "http://127.0.0.1:" + api.port(),
                            Config.KUBERNETES_NAMESPACE_SYSTEM_PROPERTY,
                            "default",
                            Config.KUBERNETES_AUTH_TRYKUBECONFIG_SYSTEM_PROPERTY,
                            "false",
                            Config.KUBERNETES_AUTH_TRYSERVICEACCOUNT_SYSTEM_PROPERTY,
                            "false",
                            "sluice.web.enabled",
                            "false",
                            "quarkus.http.host",
                            "127.0.0.1",
                            "quarkus.http.port",
                            "0",
                            "quarkus.management.host",
                            "127.0.0.1",
                            "quarkus.management.port",
                            Integer.toString(port))
                    .forEach(System::setProperty);
            Thread.ofPlatform().daemon().name("training-run").start(() -> play(api, port));
            return ControllerCommand.run();
        }
    }

    private static void play(WarmUpApi api, int port) {
        try {
            api.awaitChange(PATIENCE_SECONDS);
            ask(port, "/health/ready");
            ask(port, "/metrics");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            Quarkus.asyncExit(0);
        }
    }

    private static void ask(int port, String path) {
        try {
            HttpURLConnection asked = (HttpURLConnection)
                    URI.create("http://127.0.0.1:" + port + path).toURL().openConnection();
            int _ = asked.getResponseCode();
        } catch (IOException _) {
            // Java has learned less.
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket any = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return any.getLocalPort();
        }
    }
}
