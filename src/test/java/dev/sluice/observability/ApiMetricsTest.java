package dev.sluice.observability;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Every request to the API server is counted once, however it ends. */
class ApiMetricsTest {
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final CountDownLatch over = new CountDownLatch(1);
    private HttpServer server;
    private KubernetesClient client;
    private KubernetesClient hasty;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/api/v1/namespaces/shop/pods/there", exchange -> answer(exchange, 200));
        server.createContext("/api/v1/namespaces/shop/pods/gone", exchange -> answer(exchange, 404));
        server.createContext("/api/v1/namespaces/shop/pods/slow", this::hang);
        server.start();
        client = client(Duration.ofSeconds(30));
        hasty = client(Duration.ofMillis(200));
    }

    @AfterEach
    void stop() {
        over.countDown();
        client.close();
        hasty.close();
        server.stop(0);
    }

    @Test
    void countsAnAnswerAndHowLongItTook() {
        client.pods().inNamespace("shop").withName("there").get();

        assertThat(requests("200")).isOne();
        assertThat(registry.find(MetricDefinition.API_DURATION.dotted())
                        .tag("verb", "get")
                        .timers())
                .singleElement()
                .satisfies(timer -> assertThat(timer.count()).isOne());
    }

    @Test
    void countsARefusal() {
        client.pods().inNamespace("shop").withName("gone").get();

        assertThat(requests("404")).isOne();
    }

    @Test
    void countsARequestThatIsNeverAnswered() {
        assertThatThrownBy(
                        () -> hasty.pods().inNamespace("shop").withName("slow").get())
                .isInstanceOf(KubernetesClientException.class);

        untilFailed("there");
    }

    @Test
    void countsAServerThatIsNotThere() {
        server.stop(0);

        untilFailed("there");
    }

    /** A lost request is counted when the next one is sent, whatever comes of that. */
    private void untilFailed(String next) {
        await().atMost(Duration.ofSeconds(30)).until(() -> {
            try {
                hasty.pods().inNamespace("shop").withName(next).get();
            } catch (KubernetesClientException e) {
                assertThat(e).hasMessageNotContaining("Forbidden");
            }
            return requests("error") >= 1;
        });
    }

    private double requests(String code) {
        return registry
                .find(MetricDefinition.API_REQUESTS.dotted())
                .tags("verb", "get", "resource", "pods", "code", code)
                .counters()
                .stream()
                .mapToDouble(Counter::count)
                .sum();
    }

    private KubernetesClient client(Duration timeout) {
        Config config = new ConfigBuilder()
                .withMasterUrl("http://127.0.0.1:" + server.getAddress().getPort())
                .withRequestTimeout((int) timeout.toMillis())
                .withRequestRetryBackoffLimit(0)
                .build();
        return new KubernetesClientProducer()
                .client(new KubernetesSerialization(), config, new ApiMetrics(registry, timeout));
    }

    private static void answer(HttpExchange exchange, int status) throws IOException {
        byte[] body = """
                {"apiVersion": "v1", "kind": "%s", "metadata": {"name": "there"}, "code": %d}""".formatted(status == 200 ? "Pod" : "Status", status).getBytes(UTF_8);
        exchange.getResponseHeaders().add("content-type", "application/json");
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    private void hang(HttpExchange exchange) {
        try {
            over.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        exchange.close();
    }
}
