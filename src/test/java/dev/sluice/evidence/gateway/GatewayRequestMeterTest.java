package dev.sluice.evidence.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.analysis.Counts;
import dev.sluice.analysis.ProbeOutcome;
import dev.sluice.analysis.ProbeResult;
import dev.sluice.analysis.VersionRole;
import dev.sluice.api.RouteRef;
import dev.sluice.local.BareApi;
import dev.sluice.rollout.TrafficTarget;
import dev.sluice.traffic.istio.IstioResourceClient;
import dev.sluice.traffic.istio.MeshParts;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Users' requests of both versions, as the gateways tell them. */
class GatewayRequestMeterTest {
    private static final String RULE = """
            apiVersion: networking.istio.io/v1
            kind: DestinationRule
            metadata: {name: shop, namespace: ns}
            spec: {host: shop, subsets: [{name: v1, labels: {version: v1}}, {name: v2, labels: {version: v2}}]}
            """;
    private static final String LINE = "istio_requests_total{reporter=\"source\",destination_version=\"%s\","
            + "destination_service=\"shop.ns.svc.cluster.local\",response_code=\"%s\"} %d\n";
    private static final GatewayRequestMeter.Pace QUICK =
            new GatewayRequestMeter.Pace(Duration.ofMillis(40), Duration.ofMillis(20), Duration.ofMillis(5));
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final Vertx vertx = Vertx.vertx();
    private final HttpClient http = vertx.createHttpClient();
    private final FakeGateway gateway = new FakeGateway(vertx, "gw");
    private final FakeGateway other = new FakeGateway(vertx, "other");
    private final BareApi api = new BareApi(RULE);
    private volatile Duration ahead = Duration.ZERO;
    private final InstantSource clock = () -> Instant.now().plus(ahead);
    private final IstioResourceClient documents = new IstioResourceClient(api.client());
    private final GatewayRequestMeters meters = new GatewayRequestMeters(
            new GatewayMetricsScraper(http, clock, (ScrapeCompleted _) -> {}),
            documents,
            MeshParts.objects(api.client()),
            clock);
    private final GatewayRequestMeter meter = start("shop-1");
    private Counts seen = Counts.NONE;
    private Counts slowSeen = Counts.NONE;

    @AfterEach
    void close() throws Exception {
        meter.close();
        http.close();
        api.close();
        vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    @Test
    void asksNobodyBeforeItIsAimed() {
        meter.aim(List.of(other.endpoint("shop")));
        looks(other, 2);

        assertThat(gateway.asked).hasValue(0);
        assertThat(meter.impaired()).isEmpty();
    }

    @Test
    void countsUsersRequestsOfBothVersions() {
        watch(page(7, 1, 90));

        gateway.tells(page(10, 3, 100));

        await().atMost(PATIENCE).until(() -> drained().equals(new Counts(5, 2, 10, 0)));
        looks(gateway, 3);
        assertThat(drained()).isEqualTo(new Counts(5, 2, 10, 0));
        assertThat(meter.impaired()).isEmpty();
    }

    @Test
    void addsUpAllGateways() {
        other.tells(page(0, 0, 5));
        meter.aim(List.of(gateway.endpoint("shop"), other.endpoint("shop")));
        gateway.tells(page(0, 0, 5));
        looks(gateway, 2);
        looks(other, 2);

        gateway.tells(page(1, 0, 6));
        other.tells(page(2, 0, 7));

        await().atMost(PATIENCE).until(() -> drained().equals(new Counts(3, 0, 3, 0)));
    }

    @Test
    void tellsHowManyTookGrosslyLongerThanBlues() {
        AtomicReference<String> histograms = new AtomicReference<>(took(0, 0, 0));
        gateway.answer = request -> request.response()
                .end(request.getParam("filter").contains("duration") ? histograms.get() : page(0, 0, 0));
        meter.aim(List.of(gateway.endpoint("shop")));
        looks(gateway, 3);

        histograms.set(took(200, 0, 0));
        ahead = ahead.plusSeconds(6);
        looks(gateway, 4);
        histograms.set(took(300, 40, 7));
        ahead = ahead.plusSeconds(6);

        await().atMost(PATIENCE).until(() -> slow().equals(new Counts(40, 7, 300, 0)));
    }

    private Counts slow() {
        slowSeen = slowSeen.plus(meter.drainSlow());
        return slowSeen;
    }

    /** All of blue's within 5 ms, some of green's not within a second. */
    private static String took(int blue, int green, int slowly) {
        return took("v1", 5, blue)
                + took("v1", 1000, blue)
                + took("v1", Double.POSITIVE_INFINITY, blue)
                + took("v2", 5, green - slowly)
                + took("v2", 1000, green - slowly)
                + took("v2", Double.POSITIVE_INFINITY, green);
    }

    private static String took(String version, double limit, int requests) {
        String le = Double.isInfinite(limit) ? "+Inf" : String.valueOf(limit);
        return "istio_request_duration_milliseconds_bucket{reporter=\"source\",destination_service=\"shop.ns.svc.cluster.local\","
                + "destination_version=\"" + version + "\",le=\"" + le + "\"} " + requests + "\n";
    }

    @Test
    void takesProbesOut() {
        watch(page(0, 0, 0));

        Collections.nCopies(4, probe(VersionRole.Green, 200)).forEach(meter::exclude);
        List.of(probe(VersionRole.Green, 503), probe(VersionRole.Blue, 200)).forEach(meter::exclude);
        gateway.tells(page(10, 1, 3));

        await().atMost(PATIENCE).until(() -> drained().equals(new Counts(6, 0, 2, 0)));
    }

    @Test
    void aProbeWithoutAnAnswerIsNotTakenOut() {
        watch(page(0, 0, 0));

        meter.exclude(probe(VersionRole.Green, 0));
        meter.exclude(
                new ProbeResult(Instant.now(), VersionRole.Green, ProbeOutcome.Blind, "", "gw", 200, Duration.ZERO));
        gateway.tells(page(2, 0, 0));

        await().atMost(PATIENCE).until(() -> drained().equals(new Counts(2, 0, 0, 0)));
    }

    @Test
    void aPodWithSeveralDoorsIsCountedOnce() {
        meter.aim(List.of(gateway.endpoint("shop"), gateway.endpoint("api")));
        gateway.tells(page(0, 0, 0));
        looks(gateway, 2);

        gateway.tells(page(3, 0, 4));

        await().atMost(PATIENCE).until(() -> drained().equals(new Counts(3, 0, 4, 0)));
        looks(gateway, 2);
        assertThat(drained()).isEqualTo(new Counts(3, 0, 4, 0));
    }

    @Test
    void isBlindWhileAGatewayDoesNotTell() {
        meter.aim(List.of(gateway.endpoint("shop")));
        gateway.tells("<html>");
        await().atMost(PATIENCE).until(() -> meter.impaired().isPresent());

        gateway.tells(page(1, 0, 1));

        await().atMost(PATIENCE).until(() -> meter.impaired().isEmpty());
    }

    @Test
    void isNotBlindForAGatewayThatIsGone() {
        meter.aim(List.of(gateway.endpoint("shop")));
        gateway.tells("<html>");
        await().atMost(PATIENCE).until(() -> meter.impaired().isPresent());

        meter.aim(List.of());

        await().atMost(PATIENCE).until(() -> meter.impaired().isEmpty());
    }

    @Test
    void isBlindWhenAnsweredProbesAreNotCounted() {
        watch("");

        Collections.nCopies(5, probe(VersionRole.Blue, 200)).forEach(meter::exclude);
        ahead = Duration.ofSeconds(6);

        await().atMost(PATIENCE).until(() -> meter.impaired().isPresent());
        assertThat(meter.impaired().orElseThrow())
                .startsWith(
                        "gateway gw tells neither istio_requests_total nor Envoy's upstream_rq counters for version v1");
    }

    @Test
    void saysWhyItDoesNotKnowTheVersions() {
        api.client()
                .genericKubernetesResources(IstioResourceClient.DESTINATION_RULE)
                .inNamespace("ns")
                .withName("shop")
                .delete();
        try (GatewayRequestMeter late = start("shop-2")) {
            late.aim(List.of(gateway.endpoint("shop")));

            await().atMost(PATIENCE).until(() -> late.impaired().isPresent());
            assertThat(late.impaired().orElseThrow()).startsWith("no DestinationRule in namespace ns is for host shop");
        }
    }

    /** Its users' failures would be seen the later the longer the other one hangs. */
    @Test
    void aGatewayThatHangsDoesNotKeepTheOthersCountersWaitingEachTime() {
        List<Integer> between = new CopyOnWriteArrayList<>();
        AtomicInteger before = new AtomicInteger();
        gateway.tells(page(0, 0, 0));
        other.answer = request -> {
            if (!request.getParam("filter").contains("duration")) {
                between.add(gateway.asked.get() - before.getAndSet(gateway.asked.get()));
            }
        };
        meter.aim(List.of(gateway.endpoint("shop"), other.endpoint("shop")));

        await().atMost(Duration.ofMinutes(1))
                .until(() -> between.size() > 3 && between.stream().skip(3).anyMatch(times -> times > 3));
        assertThat(meter.impaired()).isPresent();
    }

    /** Whoever sends requests to a version by a route of their own decides what these meet: nobody's word across namespaces. */
    @Test
    void countsNothingWhileAnotherNamespaceSendsRequestsToTheHost() {
        AtomicReference<List<String>> others = new AtomicReference<>(List.of("evil/timeout"));
        try (GatewayRequestMeter misled = beside(others)) {
            await().atMost(PATIENCE).until(() -> misled.impaired().isPresent());

            assertThat(misled.impaired().orElseThrow())
                    .contains("VirtualService evil/timeout of another namespace sends requests to shop too")
                    .contains("SLUICE_GATEWAYS_ROOT_NAMESPACES");
            gateway.tells(page(0, 90, 0));
            others.set(List.of());
            ahead = ahead.plusSeconds(20);
            await().atMost(PATIENCE).until(() -> misled.impaired().isEmpty());
            assertThat(misled.drain()).isEqualTo(Counts.NONE);
        }
    }

    /** However soon that one takes its VirtualService away again. */
    @Test
    void whatGatewaysCountedMeanwhileIsNotCountedLater() {
        AtomicReference<List<String>> others = new AtomicReference<>(List.of());
        try (GatewayRequestMeter misled = beside(others)) {
            looks(gateway, 3);
            others.set(List.of("evil/timeout"));
            await().atMost(PATIENCE).until(() -> misled.impaired().isPresent());

            gateway.tells(page(0, 90, 0));
            others.set(List.of());
            await().atMost(PATIENCE).until(() -> misled.impaired().isEmpty());
            looks(gateway, 3);

            assertThat(misled.drain()).isEqualTo(Counts.NONE);
        }
    }

    /** The watch knows of it at once, however seldom the names are looked up. */
    @Test
    void countsNothingMoreOnceAnotherNamespaceSendsRequestsToTheHost() {
        AtomicReference<List<String>> others = new AtomicReference<>(List.of());
        VersionSelectorCache selectors = new VersionSelectorCache(documents, _ -> others.get(), target("shop-2"));
        await().atMost(PATIENCE).until(() -> selectors.known(clock.instant()).isPresent());

        others.set(List.of("evil/timeout"));

        assertThat(selectors.known(clock.instant())).isEmpty();
        assertThat(selectors.trouble()).contains("VirtualService evil/timeout of another namespace");
    }

    /** One that counts, where these VirtualServices of others send requests to the host. */
    private GatewayRequestMeter beside(AtomicReference<List<String>> others) {
        GatewayRequestMeter misled = new GatewayRequestMeter(
                target("shop-2"),
                new GatewayMetricsScraper(http, clock, (ScrapeCompleted _) -> {}),
                new VersionSelectorCache(documents, _ -> others.get(), target("shop-2")),
                clock,
                QUICK);
        Thread.ofVirtual().start(misled::run);
        gateway.tells(page(0, 0, 0));
        misled.aim(List.of(gateway.endpoint("shop")));
        return misled;
    }

    private GatewayRequestMeter start(String rollout) {
        return meters.start(target(rollout), QUICK);
    }

    private static TrafficTarget target(String rollout) {
        return new TrafficTarget(
                "ns",
                rollout,
                "pin",
                "v1",
                "v2",
                "v2",
                List.of(new TrafficTarget.Route(
                        RouteRef.virtualService("ns", "shop"), List.of(), "shop", List.of(), "", "/")));
    }

    private void watch(String page) {
        gateway.tells(page);
        meter.aim(List.of(gateway.endpoint("shop")));
        looks(gateway, 2);
    }

    /** Until the gateway was asked so often again, and the answers before the last were taken in. */
    private void looks(FakeGateway which, int times) {
        int wanted = which.asked.get() + times;
        await().atMost(PATIENCE).until(() -> which.asked.get() >= wanted);
    }

    private Counts drained() {
        seen = seen.plus(meter.drain());
        return seen;
    }

    private static String page(int green, int greenFailed, int blue) {
        return LINE.formatted("v2", "200", green)
                + LINE.formatted("v2", "503", greenFailed)
                + LINE.formatted("v1", "200", blue);
    }

    private static ProbeResult probe(VersionRole role, int status) {
        return new ProbeResult(Instant.now(), role, ProbeOutcome.Passed, "", "gw", status, Duration.ZERO);
    }
}
