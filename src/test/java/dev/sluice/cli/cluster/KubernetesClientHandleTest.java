package dev.sluice.cli.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class KubernetesClientHandleTest {
    private final HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);

    KubernetesClientHandleTest() throws IOException {}

    @BeforeEach
    void listen() {
        server.createContext("/", exchange -> {
            byte[] body =
                    "{\"kind\": \"PodList\", \"apiVersion\": \"v1\", \"items\": []}".getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    /** Java waits for those at its end, 0.3 s long. */
    @Test
    void noThreadListensToTheNetworkAfterTheEnd() {
        Set<Thread> before = listeners();
        Set<Thread> own = new HashSet<>();
        try (KubernetesClientHandle wire = new KubernetesClientHandle();
                KubernetesClient client = wire.client(new ConfigBuilder()
                        .withMasterUrl("http://127.0.0.1:" + server.getAddress().getPort())
                        .build())) {
            assertThat(client.pods().inNamespace("default").list().getItems()).isEmpty();
            own.addAll(listeners());
            own.removeAll(before);
            assertThat(own).isNotEmpty();
        }

        // A thread that has nothing left to do still takes a moment to be gone.
        await().until(() -> own.stream().noneMatch(Thread::isAlive));
    }

    private static Set<Thread> listeners() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().matches("vert\\.x-(eventloop|acceptor).*"))
                .collect(Collectors.toSet());
    }
}
