package dev.sluice.traffic.istio;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.sluice.kubernetes.PagedApi;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How an API server is asked for pods that anybody may have made, and how many. */
class GatewayPodListsTest {
    private static final Map<String, String> LABELS = Map.of("istio", "ingressgateway");
    private static final String POD = "{\"metadata\": {\"namespace\": \"%s\", \"name\": \"%s\"}, \"spec\": {}}";

    private final Queue<String> asked = new ConcurrentLinkedQueue<>();
    private HttpServer server;
    private KubernetesClient client;

    @BeforeEach
    void open() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.start();
        client = new KubernetesClientBuilder()
                .withConfig(new ConfigBuilder()
                        .withMasterUrl("http://127.0.0.1:" + server.getAddress().getPort())
                        .withRequestTimeout(20_000)
                        .withRequestRetryBackoffLimit(0)
                        .build())
                .build();
    }

    @AfterEach
    void close() {
        client.close();
        server.stop(0);
    }

    @Test
    void readsThoseThatMayBeGatewaysInPages() {
        server.createContext("/", exchange -> {
            String uri = exchange.getRequestURI().toString();
            asked.add(uri);
            String pod = POD.formatted("edge", "p" + asked.size());
            answer(
                    exchange,
                    "{\"kind\": \"PodList\", \"apiVersion\": \"v1\", \"metadata\": {\"continue\": \""
                            + (asked.size() < 3 ? "next" : "") + "\"}, \"items\": [" + pod + "]}");
        });

        assertThat(new GatewayPodLists(client).in(Set.of("edge"), LABELS, GatewayPod::of))
                .extracting(GatewayPod::name)
                .containsExactly("p1", "p2", "p3");
        assertThat(asked).allMatch(uri -> uri.startsWith("/api/v1/namespaces/edge/pods") && uri.contains("limit=20"));
    }

    @Test
    void readsNoMoreThanSomeHundredsOfThem() {
        String page =
                "{\"kind\": \"PodList\", \"apiVersion\": \"v1\", \"metadata\": {\"continue\": \"next\"}, \"items\": ["
                        + String.join(", ", Collections.nCopies(20, POD.formatted("edge", "p"))) + "]}";
        server.createContext("/", exchange -> {
            asked.add(exchange.getRequestURI().toString());
            answer(exchange, page);
        });

        assertThat(new GatewayPodLists(client).in(Set.of("edge"), LABELS, GatewayPod::of))
                .hasSize(GatewayPodLists.MOST);
        assertThat(asked).hasSize(GatewayPodLists.MOST / 20);
    }

    @Test
    void asksForSomeStrangersAndTheirMetadataAlone() {
        server.createContext("/", exchange -> {
            asked.add(exchange.getRequestURI() + " "
                    + exchange.getRequestHeaders().getFirst("Accept"));
            answer(exchange, "{\"items\": [" + POD.formatted("evil", "a") + ", " + POD.formatted("edge", "b") + "]}");
        });

        assertThat(new GatewayPodLists(client).strangers(List.of("edge"), LABELS))
                .containsExactly(new GatewayPod("evil", "a", false));
        assertThat(asked)
                .containsExactly(
                        "/api/v1/pods?limit=20&labelSelector=istio%3Dingressgateway&fieldSelector=metadata.namespace%21%3Dedge"
                                + " application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1");
    }

    @Test
    void keepsThoseLabelsOfAnAppsPodsThatMatterAndEachKindOnce() {
        server.createContext("/", exchange -> {
            asked.add(exchange.getRequestURI() + " "
                    + exchange.getRequestHeaders().getFirst("Accept"));
            answer(exchange, """
                    {"kind": "PartialObjectMetadataList", "metadata": {}, "items": [
                      {"kind": "PartialObjectMetadata", "metadata": {"labels": {"version": "v1", "a": "%s"}}},
                      {"metadata": {"labels": {"version": "v1", "b": "1"}}},
                      {"metadata": {}}]}
                    """.formatted("x".repeat(10_000)));
        });

        assertThat(new GatewayPodLists(client).labels("ns", Map.of("app", "shop"), Set.of("version")))
                .containsExactlyInAnyOrder(Map.of("version", "v1"), Map.of());
        assertThat(asked)
                .containsExactly("/api/v1/namespaces/ns/pods?limit=20&labelSelector=app%3Dshop"
                        + " application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1");
    }

    @Test
    void asksForLargeStrangersInTurnsAndFewAtATime() {
        try (PagedApi api = new PagedApi()) {
            api.list(
                    "/api/v1/pods",
                    "PartialObjectMetadataList",
                    1_000,
                    i ->
                            "{\"metadata\": {\"namespace\": \"evil\", \"name\": \"p%d\", \"annotations\": {\"a\": \"%s\"}}}"
                                    .formatted(i, "x".repeat(100_000)));

            assertThat(new GatewayPodLists(api.client()).strangers(List.of("edge"), LABELS))
                    .hasSize(GatewayPodLists.STRANGERS)
                    .contains(new GatewayPod("evil", "p0", false));
            assertThat(api.asked()).filteredOn(uri -> uri.contains("limit=4&")).hasSize(GatewayPodLists.STRANGERS / 4);
        }
    }

    @Test
    void namesNobodyWhereTheirMetadataNeverEnds() {
        server.createContext("/", exchange -> {
            exchange.sendResponseHeaders(200, 0);
            byte[] much = new byte[1 << 20];
            try (OutputStream out = exchange.getResponseBody()) {
                while (true) {
                    out.write(much);
                }
            } catch (IOException e) {
                asked.add("given up");
            }
        });

        assertThat(new GatewayPodLists(client).strangers(List.of("edge"), LABELS))
                .isEmpty();
    }

    private static void answer(HttpExchange exchange, String text) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        byte[] bytes = text.getBytes(UTF_8);
        exchange.sendResponseHeaders(200, bytes.length);
        try (OutputStream out = exchange.getResponseBody()) {
            out.write(bytes);
        }
    }
}
