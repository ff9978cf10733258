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

/** Somebody is told of a release, at an address that stands in the one Secret that Sluice may read. */
@ExtendWith(Truth.class)
@Isolated
final class NotificationsIT {
    @Test
    void tellsWhoseAddressStandsInTheSecret(Scene scene) throws IOException {
        Queue<String> told = new ConcurrentLinkedQueue<>();
        HttpServer receiver = receiver(told);
        Secret secret = new SecretBuilder()
                .withNewMetadata()
                .withNamespace(Cluster.SYSTEM)
                .withName("sluice-notifications")
                .endMetadata()
                .addToStringData(
                        "webhook-url",
                        "http://127.0.0.1:" + receiver.getAddress().getPort() + "/")
                .build();
        Path file = Texts.write(
                scene.cluster().tools().logs().resolve("pods/notifications.yaml"),
                "sinks: [{name: everything, type: webhook, urlFrom: {secretKey: webhook-url}}]\n");
        try (Components _ = new Components(scene.cluster(), "notifications")) {
            scene.client().resource(secret).create();
            try (Controller _ = new Controller(
                    scene.cluster(),
                    Map.of("SLUICE_NOTIFY_FILE", file.toString(), "SLUICE_NOTIFY_NAMESPACE", Cluster.SYSTEM))) {
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
