package dev.sluice.traffic.istio;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.api.InvalidPolicyException;
import dev.sluice.api.PolicyReader;
import dev.sluice.api.ProbeSpec;
import dev.sluice.api.RouteRef;
import dev.sluice.rollout.GatewayEndpoint;
import dev.sluice.rollout.TrafficStatus;
import dev.sluice.traffic.TrafficConfigException;
import io.vertx.core.Vertx;
import io.vertx.core.http.RequestOptions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Requests for stamps of all namespaces go over the same connections. Whoever could end one early, or make it seem longer, would be sent the
 * next one, with its pin and the credentials that were lent to it.
 */
class RequestSmugglingTest {
    private final Vertx vertx = Vertx.vertx();
    private final RevisionConvergenceChecker convergence = new RevisionConvergenceChecker(vertx);
    private final BlockingQueue<String> asked = new ArrayBlockingQueue<>(10);
    private ServerSocket gateway;

    @BeforeEach
    void open() throws IOException {
        gateway = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::serve);
    }

    private void serve() {
        while (!gateway.isClosed()) {
            try (Socket socket = gateway.accept()) {
                byte[] bytes = new byte[8_000];
                asked.add(new String(bytes, 0, socket.getInputStream().read(bytes), US_ASCII));
                socket.getOutputStream()
                        .write("HTTP/1.1 200 OK\r\ncontent-length: 0\r\nx-sluice-stamp: !it is down\r\n\r\n"
                                .getBytes(US_ASCII));
            } catch (IOException _) {
                // It is closed.
            }
        }
    }

    @AfterEach
    void close() throws IOException {
        convergence.close();
        gateway.close();
        vertx.close();
    }

    @Test
    void noHeaderOfAPlanSaysWhereTheRequestGoesOrEnds() throws InterruptedException {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Host", "evil.test");
        headers.put("content-length", "500");
        headers.put("Transfer-Encoding", "chunked");
        headers.put("x-a", "1\r\n\r\nPOST / HTTP/1.1");
        headers.put("x b", "1");
        headers.put("x-good", "1");

        ask(headers);

        assertThat(asked.poll(5, TimeUnit.SECONDS))
                .contains("host: shop.test", "x-good: 1")
                .doesNotContain("evil.test", "500", "chunked", "POST", "x b")
                .endsWith("\r\n\r\n");
    }

    @Test
    void whatAnAppAnswersInPlaceOfAStampIsNotTold() {
        assertThat(ask(Map.of()))
                .isInstanceOfSatisfying(
                        TrafficStatus.Pending.class,
                        pending -> assertThat(pending.why()).doesNotContain("it is down"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"shop.test\r\nx: y", "shop.test x", "shop.test/x", "sh\u00f6p.test", "a\u0000"})
    void noRequestAsksForAHostThatIsNone(String host) {
        assertThatThrownBy(() -> endpoint(host)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new ProbeSpec(null, host, null, null, null, null, null, null))
                .isInstanceOf(InvalidPolicyException.class)
                .hasMessageContaining("write the name of a host");
        ObjectNode bound = (ObjectNode) MeshYaml.read("{metadata: {name: web, namespace: ns}, spec: {hosts: []}}");
        ((ObjectNode) bound.path("spec")).withArrayProperty("hosts").add(host);
        ObjectNode gw =
                (ObjectNode) MeshYaml.read("{spec: {servers: [{port: {number: 80, protocol: HTTP}, hosts: ['*']}]}}");
        assertThatThrownBy(() -> ListenerHosts.of("gw", gw, bound, "shop", "ns").probed("", "shop", "ns", _ -> true))
                .isInstanceOf(TrafficConfigException.class)
                .hasMessageContaining("which no request can ask for");
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "/a b", "/ HTTP/1.1\r\nx: y", "/sh\u00f6p", "/\u0000"})
    void noRequestAsksForAPathThatIsNone(String path) {
        assertThatThrownBy(() -> new GatewayEndpoint(
                        "istio-system/gw", "127.0.0.1", 80, RouteRef.virtualService("ns", "web"), "shop.test", path))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new ProbeSpec(path, null, null, null, null, null, null, null))
                .isInstanceOf(InvalidPolicyException.class)
                .hasMessageNotContaining("\n");
    }

    @Test
    void whatAClientRefusesToSendFailsAtOnce() {
        CompletableFuture<String> stamp = new CompletableFuture<>();
        RequestOptions what = new RequestOptions()
                .setHost("127.0.0.1")
                .setPort(gateway.getLocalPort())
                .setURI("/ HTTP/1.1\r\nx: y");

        CompletableFuture<Void> end =
                RevisionRequest.begin(vertx.createHttpClient(), what, Duration.ofMinutes(1), stamp);

        assertThat(end).failsWithin(Duration.ofSeconds(10));
        assertThat(stamp).isCompletedExceptionally();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Host", "content-length", "Transfer-Encoding", "x-sluice-pin"})
    void aPolicyIsToldThatSuchAHeaderIsNotItsOwn(String name) {
        assertThatThrownBy(() -> PolicyReader.read("""
                        {"routes": [{"virtualService": "web"}], "health": {"probe": {"headers": {"%s": "1"}}}}
                        """.formatted(name)))
                .isInstanceOf(InvalidPolicyException.class)
                .hasMessageContaining("belongs to the request itself");
    }

    private TrafficStatus ask(Map<String, String> headers) {
        return convergence
                .prove(
                        "ns",
                        List.of(endpoint("shop.test")),
                        Map.of(RouteRef.virtualService("ns", "web"), "web-1/w0/n"),
                        "pin",
                        _ -> headers,
                        Instant.EPOCH)
                .mesh();
    }

    private GatewayEndpoint endpoint(String host) {
        return new GatewayEndpoint(
                "istio-system/gw",
                "127.0.0.1",
                gateway.getLocalPort(),
                RouteRef.virtualService("ns", "web"),
                host,
                "/");
    }
}
