package dev.sluice.demo;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.readiness.Readiness;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

final class LocalIngressTest {
    private static final String UPSTREAM_TIME = "x-envoy-upstream-service-time";
    private static final String V1 = "{destination: {host: myapp, subset: v1}, weight: %d}";
    private static final String V2 = "{destination: {host: myapp, subset: v2}, weight: %d}";
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static LocalCluster cluster;

    @BeforeAll
    static void start() {
        var sample = LocalOptions.sample();
        cluster = LocalCluster.start(
                new LocalOptions(0, 0, sample.manifests(), sample.policies(), Duration.ofMillis(1), 7));
    }

    @AfterAll
    static void stop() {
        CLIENT.close();
        cluster.close();
    }

    @AfterEach
    void heal() {
        cluster.app("v2").set(FaultInjection.NONE);
        await().atMost(PATIENCE)
                .until(() -> cluster.client().pods().inNamespace("default").list().getItems().stream()
                        .allMatch(Readiness::isPodReady));
    }

    @Test
    void weightsSplitTheTraffic() {
        serve("route: [" + V1.formatted(750) + "," + V2.formatted(250) + "]");

        long second = IntStream.range(0, 1000)
                .filter(i -> get("/").body().equals("hello from v2\n"))
                .count();

        assertThat(second).isBetween(200L, 300L);
    }

    @Test
    void pinHeaderPicksTheVersionAndTheStampComesBack() {
        serve(
                "match: [{headers: {x-pin: {exact: green}}}], route: [" + V2.formatted(100)
                        + "], headers: {response: {set: {x-stamp: '7'}}}",
                "route: [" + V1.formatted(100) + "]");

        HttpResponse<String> pinned = get("/", "x-pin", "green");

        assertThat(pinned.body()).isEqualTo("hello from v2\n");
        assertThat(pinned.headers().firstValue("x-stamp")).contains("7");
        assertThat(pinned.headers().firstValue("x-version")).contains("v2");
        assertThat(pinned.headers().firstValue(UPSTREAM_TIME)).isPresent();
        assertThat(get("/").body()).isEqualTo("hello from v1\n");
    }

    @Test
    void refusedConnectionIsAnswerOfTheGateway() {
        serve("route: [" + V2.formatted(1) + "], headers: {response: {set: {x-stamp: '8'}}}");
        cluster.app("v2").set(new FaultInjection(FaultInjection.Kind.REFUSE, 0));

        HttpResponse<String> refused = get("/");

        assertThat(refused.statusCode()).isEqualTo(503);
        assertThat(refused.body()).isEqualTo("upstream connect error");
        assertThat(refused.headers().firstValue(UPSTREAM_TIME)).isEmpty();
        assertThat(refused.headers().firstValue("x-stamp")).contains("8");
    }

    @Test
    void crashLoopLeavesNoHealthyUpstream() {
        serve("route: [" + V2.formatted(1) + "]");
        cluster.app("v2").set(new FaultInjection(FaultInjection.Kind.CRASHLOOP, 0));

        await().atMost(PATIENCE).untilAsserted(() -> assertThat(get("/").body()).isEqualTo("no healthy upstream"));
    }

    @Test
    void unknownSubsetLeavesNoHealthyUpstream() {
        serve("route: [{destination: {host: myapp, subset: v9}}]");

        assertThat(get("/").body()).isEqualTo("no healthy upstream");
    }

    @Test
    void timeoutIsAGatewayTimeout() {
        serve("timeout: 50ms, route: [" + V2.formatted(1) + "]");
        cluster.app("v2").set(new FaultInjection(FaultInjection.Kind.HANG, 0));

        HttpResponse<String> late = get("/");

        assertThat(late.statusCode()).isEqualTo(504);
        assertThat(late.headers().firstValue(UPSTREAM_TIME)).isEmpty();
    }

    @Test
    void errorOfTheAppIsItsOwn() {
        serve("route: [" + V2.formatted(1) + "]");
        cluster.app("v2").set(new FaultInjection(FaultInjection.Kind.ERRORS, 1));

        HttpResponse<String> failed = get("/");

        assertThat(failed.statusCode()).isEqualTo(500);
        assertThat(failed.headers().firstValue(UPSTREAM_TIME)).isPresent();
    }

    @Test
    void countsItsRequestsAsIstioDoes() {
        serve("route: [" + V2.formatted(1) + "]");
        long passed = counted("v2", "200");
        long failed = counted("v2", "500");

        get("/");
        cluster.app("v2").set(new FaultInjection(FaultInjection.Kind.ERRORS, 1));
        get("/");
        get("/");

        await().atMost(PATIENCE).until(() -> counted("v2", "500") == failed + 2);
        assertThat(counted("v2", "200")).isEqualTo(passed + 1);
    }

    @Test
    void countsACallerWhoWentAway() {
        serve("route: [" + V2.formatted(1) + "]");
        cluster.app("v2").set(new FaultInjection(FaultInjection.Kind.HANG, 0));
        long before = counted("v2", "0");
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + cluster.ingressPort() + "/"))
                .timeout(Duration.ofMillis(200))
                .build();

        assertThatThrownBy(() -> CLIENT.send(request, HttpResponse.BodyHandlers.ofString()))
                .isInstanceOf(HttpTimeoutException.class);

        await().atMost(PATIENCE).until(() -> counted("v2", "0") == before + 1);
    }

    @Test
    void tellsWhatIsOnItsWayAsEnvoyDoes() {
        serve("route: [" + V2.formatted(1) + "]");
        cluster.app("v2").set(new FaultInjection(FaultInjection.Kind.HANG, 0));

        try (ExecutorService caller = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<?> hanging = caller.submit(() -> get("/"));
            await().atMost(PATIENCE)
                    .until(
                            () -> page().contains(
                                            "upstream_rq_active{cluster_name=\"outbound|80|v2|myapp.default.svc.cluster.local\"} 1"));
            cluster.app("v2").set(FaultInjection.NONE);
            hanging.cancel(true);
        }
    }

    @Test
    void tellsOnlyWhatItIsAskedForAsEnvoyDoes() {
        serve("route: [" + V2.formatted(1) + "]");
        get("/");

        assertThat(
                        page(
                                "istio_requests_total.*(myapp\\.default\\.svc).*|^cluster\\.outbound\\|[^;]*;?\\.upstream_rq_total$"))
                .contains("istio_requests_total{", "envoy_cluster_upstream_rq_total{");
        assertThat(
                        page(
                                "istio_requests_total.*(other\\.default\\.svc).*|^cluster\\.outbound\\|[^;]*;?\\.upstream_rq_time$"))
                .doesNotContain("istio_requests_total{", "envoy_cluster");
    }

    @Test
    void directResponseNeedsNoApp() {
        serve("directResponse: {status: 418, body: {string: teapot}}, headers: {response: {add: {x-a: b}}}");

        HttpResponse<String> direct = get("/");

        assertThat(direct.statusCode()).isEqualTo(418);
        assertThat(direct.body()).isEqualTo("teapot");
        assertThat(direct.headers().firstValue("x-a")).contains("b");
    }

    @Test
    void responseHeadersAreRemovedAtTheDestination() {
        serve("route: [{destination: {host: myapp, subset: v1}, headers: {response: {remove: [x-version]}}}]");

        assertThat(get("/").headers().firstValue("x-version")).isEmpty();
    }

    @Test
    void nothingIsFoundWithoutARoute() {
        serve("match: [{uri: {exact: /only}}], route: [" + V1.formatted(1) + "]");

        assertThat(get("/other").statusCode()).isEqualTo(404);
        assertThat(get("/only").statusCode()).isEqualTo(200);
    }

    /** Puts the routes in place and waits until the gateway serves them; the mark travels as a route of its own. */
    private static void serve(String... routes) {
        String mark = "/mark-" + System.nanoTime();
        String http = "{match: [{uri: {exact: " + mark + "}}], directResponse: {status: 204}}";
        for (String route : routes) {
            http += ", {" + route + "}";
        }
        cluster.client()
                .genericKubernetesResources("networking.istio.io/v1", "VirtualService")
                .inNamespace("default")
                .withName("myapp")
                .patch(
                        PatchContext.of(PatchType.JSON_MERGE),
                        Yaml.read("{spec: {http: [" + http + "]}}").toString());
        await().atMost(PATIENCE).until(() -> get(mark).statusCode() == 204);
    }

    private static String page() {
        return page("");
    }

    private static String page(String filter) {
        int port = cluster.client().pods().inNamespace("istio-system").list().getItems().stream()
                .flatMap(pod -> pod.getSpec().getContainers().getFirst().getPorts().stream())
                .filter(one -> one.getName().equals("http-envoy-prom"))
                .findFirst()
                .orElseThrow()
                .getContainerPort();
        return get(port, "/stats/prometheus?usedonly&filter=" + URLEncoder.encode(filter, UTF_8))
                .body();
    }

    private static long counted(String version, String status) {
        return page().lines()
                .filter(line -> line.contains("destination_version=\"" + version + "\"")
                        && line.contains("destination_service=\"myapp.default.svc.cluster.local\"")
                        && line.contains("response_code=\"" + status + "\""))
                .mapToLong(line -> Long.parseLong(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    private static HttpResponse<String> get(String path, String... headers) {
        return get(cluster.ingressPort(), path, headers);
    }

    private static HttpResponse<String> get(int port, String path, String... headers) {
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path));
        if (headers.length > 0) {
            request.headers(headers);
        }
        try {
            return CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
