package dev.sluice.kubernetes;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.sluice.rollout.Desired;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whose token comes with what a person wants. */
final class DesiredStateWriterTest {
    private static final String ROLLOUT = """
            {"apiVersion": "sluice.dev/v1alpha1", "kind": "Rollout",
             "metadata": {"name": "myapp-1", "namespace": "default", "resourceVersion": "7"},
             "spec": {"policy": "myapp", "plan": {"routes": [{"virtualService": "myapp"}]}, "blue": {"subset": "v1"},
               "green": {"subset": "v2"}, "version": "v2", "routes": [{"virtualService": "myapp", "host": "myapp"}], "pin": "p", "desired": "Run"}}
            """;

    /** Method and whose token of each request. */
    private final Queue<String> asked = new ConcurrentLinkedQueue<>();

    private final Queue<String> sent = new ConcurrentLinkedQueue<>();
    private volatile int status = 200;
    private final HttpServer server = server();
    private final KubernetesClient client = new KubernetesClientBuilder()
            .withConfig(new ConfigBuilder()
                    .withMasterUrl("http://127.0.0.1:" + server.getAddress().getPort() + "/")
                    .withOauthToken("sluices")
                    .withRequestRetryBackoffLimit(0)
                    .build())
            .build();
    private final DesiredStateWriter writer = StoreParts.wishes(client);
    private final StoredRollout rollout = StoreParts.rollout(ROLLOUT);

    @AfterEach
    void close() {
        client.close();
        server.stop(0);
    }

    @Test
    void personWritesWithTheirOwnTokenOverWhatTheyHaveSeen() {
        assertThat(writer.desire(Optional.of("alices"), rollout, Desired.Paused))
                .isTrue();

        assertThat(asked).contains("PATCH Bearer alices").allMatch(one -> one.endsWith("Bearer alices"));
        assertThat(sent)
                .containsExactly("{\"metadata\":{\"resourceVersion\":\"7\"},\"spec\":{\"desired\":\"Paused\"}}");
    }

    @ParameterizedTest
    @ValueSource(ints = {401, 403})
    void whatIsRefusedToAPersonIsNotTriedWithSluicesToken(int refusal) {
        status = refusal;

        assertThatThrownBy(() -> writer.desire(Optional.of("alices"), rollout, Desired.Paused))
                .isInstanceOf(KubernetesClientException.class);
        assertThatThrownBy(() -> writer.releaseAgain(Optional.of("alices"), "default", "myapp-v2", "myapp", "1"))
                .isInstanceOf(KubernetesClientException.class);

        assertThat(asked).isNotEmpty().allMatch(one -> one.endsWith("Bearer alices"));
    }

    @Test
    void whatHasChangedMeanwhileIsNotWrittenOver() {
        status = 409;

        assertThat(writer.desire(Optional.of("alices"), rollout, Desired.Paused))
                .isFalse();
    }

    @Test
    void theDemoWritesByItself() {
        assertThat(writer.desire(Optional.empty(), rollout, Desired.Paused)).isTrue();

        assertThat(asked).contains("PATCH Bearer sluices");
    }

    private HttpServer server() {
        try {
            HttpServer made = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 10);
            made.createContext("/", exchange -> {
                try (exchange) {
                    String body = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
                    asked.add(exchange.getRequestMethod() + " "
                            + exchange.getRequestHeaders().getFirst("Authorization"));
                    if (exchange.getRequestMethod().equals("PATCH")) {
                        sent.add(body);
                    }
                    byte[] answer = ROLLOUT.getBytes(UTF_8);
                    exchange.getResponseHeaders().set("Content-Type", "application/json");
                    exchange.sendResponseHeaders(status, answer.length);
                    exchange.getResponseBody().write(answer);
                }
            });
            made.start();
            return made;
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
