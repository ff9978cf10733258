package dev.sluice.truth;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.Isolated;

/** Optional parts with rights of their own: an address in the one Secret that Sluice may read, and metrics behind a login. */
@ExtendWith(Truth.class)
@Isolated
final class NotificationsIT {
    @Test
    void tellsWhoseAddressStandsInTheSecretAndMetricsToWhoMayGetThem(TruthScene scene) throws IOException {
        Queue<String> told = new ConcurrentLinkedQueue<>();
        HttpServer receiver = receiver(told);
        Secret secret = new SecretBuilder()
                .withNewMetadata()
                .withNamespace(TruthCluster.SYSTEM)
                .withName("sluice-notifications")
                .endMetadata()
                .addToStringData(
                        "webhook-url",
                        "http://127.0.0.1:" + receiver.getAddress().getPort() + "/")
                .build();
        Path file = Texts.write(
                scene.cluster().tools().logs().resolve("pods/notifications.yaml"),
                "sinks: [{name: everything, type: webhook, urlFrom: {secretKey: webhook-url}}]\n");
        Map<String, String> settings = Map.of(
                "SLUICE_NOTIFY_FILE",
                file.toString(),
                "SLUICE_NOTIFY_NAMESPACE",
                TruthCluster.SYSTEM,
                "SLUICE_METRICS_AUTH",
                "true");
        try (Components _ = new Components(scene.cluster(), "notifications", "metrics-auth")) {
            scene.client().resource(secret).create();
            try (Controller controller = new Controller(scene.cluster(), settings)) {
                metrics(scene, controller);
                scene.app().policy().release();
                scene.untilOver("Promoted");
                scene.until("the receiver is told", () -> told.stream().anyMatch(one -> one.contains("promoted")));
            }
        } finally {
            scene.client().resource(secret).delete();
            receiver.stop(0);
        }
        assertThat(scene.settled().failed()).isZero();
    }

    private static void metrics(TruthScene scene, Controller controller) {
        String here = scene.namespace();
        String prometheus = Accounts.person(scene.cluster(), here, "prometheus");
        assertThat(controller.metrics("")).isEqualTo(401);
        assertThat(controller.metrics("nobodys")).isEqualTo(401);
        assertThat(controller.metrics(prometheus)).isEqualTo(403);
        // As the cure says that comes with the refusal; a right is asked for again after ten seconds.
        scene.cluster()
                .kubectl(
                        "create",
                        "clusterrolebinding",
                        "sluice-metrics-reader",
                        "--clusterrole=sluice-metrics-reader",
                        "--serviceaccount=" + here + ":prometheus");
        scene.until("who may get metrics gets them", () -> controller.metrics(prometheus) == 200);
        scene.cluster().kubectl("delete", "clusterrolebinding", "sluice-metrics-reader");
    }

    private static HttpServer receiver(Queue<String> told) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 10);
        server.createContext("/", exchange -> {
            try (exchange) {
                told.add(new String(exchange.getRequestBody().readAllBytes(), UTF_8));
                exchange.sendResponseHeaders(204, -1);
            }
        });
        server.start();
        return server;
    }
}
