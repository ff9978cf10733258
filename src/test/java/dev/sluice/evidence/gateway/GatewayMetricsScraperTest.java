package dev.sluice.evidence.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.api.RouteRef;
import dev.sluice.evidence.gateway.VersionCounter.Family;
import dev.sluice.rollout.TrafficTarget;
import dev.sluice.traffic.istio.IstioHost;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** One pod is asked once for all, and whatever it answers does no harm. */
class GatewayMetricsScraperTest {
    private static final Duration FRESH = Duration.ofMillis(250);
    private static final String PAGE = "istio_requests_total{reporter=\"source\",destination_version=\"v2\","
            + "destination_service=\"shop.ns.svc.cluster.local\",response_code=\"200\"} 4\n";

    private final Vertx vertx = Vertx.vertx();
    private final HttpClient http = vertx.createHttpClient();
    private final FakeGateway gateway = new FakeGateway(vertx, "gw");
    private volatile Instant now = Instant.parse("2026-01-01T00:00:00Z");
    private final GatewayMetricsScraper scraper = new GatewayMetricsScraper(http, () -> now, (ScrapeCompleted _) -> {});

    @AfterEach
    void close() throws Exception {
        http.close();
        vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    @Test
    void readsTheCounters() {
        gateway.tells(PAGE);

        assertThat(scrape())
                .isInstanceOfSatisfying(
                        ScrapeResult.Read.class,
                        read -> assertThat(read.page().of(Family.Version, new IstioHost("shop", "ns"), "v2"))
                                .isEqualTo(new CumulativeCounts(4, 0)));
    }

    @Test
    void asksForWhatItReadsOnly() {
        scrape();

        assertThat(gateway.query).isEqualTo(GatewayMetrics.FILTER);
    }

    @Test
    void aFreshAnswerServesEverybody() {
        ScrapeResult first = scrape();
        now = now.plus(FRESH).minusMillis(1);

        assertThat(scraper.scrape(gateway.endpoint("another"), sought("another"), FRESH)
                        .join())
                .isSameAs(first);
        assertThat(gateway.asked).hasValue(1);
    }

    @Test
    void anOldAnswerServesNobody() {
        scrape();
        now = now.plus(FRESH);

        scrape();

        assertThat(gateway.asked).hasValue(2);
    }

    @Test
    void whatIsUnderWayIsNotStartedAgain() {
        gateway.hangs();
        CompletableFuture<ScrapeResult> first = scraper.scrape(gateway.endpoint("shop"), sought("ns"), FRESH);
        now = now.plusMillis(800);

        CompletableFuture<ScrapeResult> second = scraper.scrape(gateway.endpoint("shop"), sought("ns"), FRESH);

        assertThat(second.join()).isSameAs(first.join());
        assertThat(gateway.asked).hasValueLessThan(2);
    }

    @Test
    void aGatewayThatHangsIsGivenUp() {
        gateway.hangs();

        assertThat(why())
                .contains("does not tell its counters within a second; let Sluice's namespace reach that port");
    }

    @Test
    void aGatewayThatTricklesIsGivenUp() {
        gateway.answer = request -> {
            request.response().setChunked(true);
            request.response().write("# TYPE");
        };

        assertThat(why()).contains("within a second");
    }

    @Test
    void aGatewayThatIsGoneIsNamed() {
        gateway.close();

        // A server that is just closing may take a connection and drop it.
        assertThat(why())
                .startsWith("gateway gw (port ")
                .containsPattern("does not tell its counters \\(Connection (refused|reset)");
    }

    @Test
    void aPageOfSomethingElseIsNamed() {
        gateway.tells("<html><body>Log in</body></html>");

        assertThat(why()).contains("does not answer with counters in Prometheus' text format");
    }

    @Test
    void anotherStatusIsNamed() {
        gateway.answer = request -> request.response().setStatusCode(403).end("RBAC: access denied");

        assertThat(why()).contains("(status 403)");
    }

    @Test
    void aPageThatIsTooLargeIsGivenUp() {
        gateway.answer = GatewayMetricsScraperTest::tooMuch;

        assertThat(why()).contains("more than 4 MiB of counters; give its pods a port named http-envoy-prom");
    }

    /** However many latencies one namespace asks a pod for, the next namespace does not wait for them. */
    @Test
    void asksForLatenciesInTurnsByNamespace() {
        List<String> asked = new CopyOnWriteArrayList<>();
        BlockingQueue<HttpServerRequest> open = new LinkedBlockingQueue<>();
        gateway.answer = request -> {
            asked.add(request.getParam("filter"));
            open.add(request);
        };
        IntStream.range(0, 100).forEach(_ -> scraper.latencies(gateway.endpoint("shop"), sought("greedy")));
        await().until(() -> !open.isEmpty());

        CompletableFuture<LatencyMetrics> mine = scraper.latencies(gateway.endpoint("shop"), sought("mine"));
        for (int turn = 1; turn < 3; turn++) {
            await().until(() -> !open.isEmpty());
            open.remove().response().end();
        }

        await().until(() -> asked.size() > 2);
        assertThat(asked.subList(0, 3)).contains(LatencyMetrics.filter(sought("mine")));
        await().until(() -> {
            Optional.ofNullable(open.poll())
                    .ifPresent(request -> request.response().end());
            return mine.isDone();
        });
    }

    /** Those who wait for all pods do not wait for this one each time. */
    @Test
    void aGatewayThatHangsIsLeftAloneAndNeverSaidToCountNothing() {
        GatewayMetricsScraper scraper = resting(Duration.ofHours(1));
        hangs(scraper);
        String why = failure(scraper);

        assertThat(gateway.asked).as("open: asked no more").hasValue(3);
        assertThat(why).contains("does not tell its counters within a second");
        assertThat(scraper.scrape(gateway.endpoint("shop"), sought("ns"), FRESH))
                .as("nobody waits")
                .isDone();
    }

    @Test
    void aGatewayThatWasLeftAloneIsAskedOnceAgain() {
        GatewayMetricsScraper scraper = resting(Duration.ofMillis(1));
        hangs(scraper);

        await().until(() -> {
            failure(scraper);
            return gateway.asked.get() == 4;
        });
        gateway.tells(PAGE);
        await().untilAsserted(() -> {
            now = now.plus(FRESH);
            assertThat(scraper.scrape(gateway.endpoint("shop"), sought("ns"), FRESH)
                            .join())
                    .isInstanceOf(ScrapeResult.Read.class);
        });
        gateway.hangs();

        failure(scraper);
        failure(scraper);
        assertThat(scraper.scrape(gateway.endpoint("shop"), sought("ns"), Duration.ZERO))
                .as("closed: asked, though twice in a row without an answer")
                .isNotDone();
    }

    /** It costs nobody time, and its return is seen at once. */
    @Test
    void aGatewayThatAnswersBadlyIsAskedEachTime() {
        GatewayMetricsScraper scraper = resting(Duration.ofHours(1));
        gateway.answer = request -> request.response().setStatusCode(503).end();

        IntStream.range(0, 10).forEach(_ -> failure(scraper));

        assertThat(gateway.asked).hasValue(10);
    }

    private GatewayMetricsScraper resting(Duration rest) {
        return new GatewayMetricsScraper(http, http, () -> now, rest, (ScrapeCompleted _) -> {});
    }

    private void hangs(GatewayMetricsScraper scraper) {
        gateway.hangs();
        IntStream.range(0, 3).forEach(_ -> failure(scraper));
        assertThat(gateway.asked).hasValue(3);
    }

    private String failure(GatewayMetricsScraper scraper) {
        now = now.plus(FRESH);
        return ((ScrapeResult.Failed) scraper.scrape(gateway.endpoint("shop"), sought("ns"), FRESH)
                        .join())
                .why();
    }

    /** Whoever makes a gateway count more than a page makes himself blind. */
    @Test
    void asksEachForItsOwnWhereThePageOfAllIsTooLarge() {
        String mine = GatewayMetrics.filter(sought("ns"));
        gateway.answer = request -> {
            if (mine.equals(request.getParam("filter"))) {
                request.response().end(PAGE);
            } else {
                tooMuch(request);
            }
        };

        assertThat(scraper.scrape(gateway.endpoint("shop"), sought("greedy"), FRESH)
                        .join())
                .isInstanceOf(ScrapeResult.Failed.class);
        assertThat(scrape())
                .isInstanceOfSatisfying(
                        ScrapeResult.Read.class,
                        read -> assertThat(read.page().of(Family.Version, new IstioHost("shop", "ns"), "v2"))
                                .isEqualTo(new CumulativeCounts(4, 0)));
        assertThat(gateway.asked).as("for all, for the greedy one's, for mine").hasValue(3);
    }

    @Test
    void asksForAllAgainAfterAWhile() {
        gateway.answer = GatewayMetricsScraperTest::tooMuch;
        scrape();
        gateway.tells(PAGE);
        now = now.plus(Duration.ofMinutes(2));

        scrape();

        assertThat(gateway.query).isEqualTo(GatewayMetrics.FILTER);
    }

    private static void tooMuch(HttpServerRequest request) {
        Buffer megabyte = Buffer.buffer("# ".repeat(1 << 19));
        request.response().setChunked(true);
        for (int i = 0; i < 20; i++) {
            request.response().write(megabyte);
        }
        request.response().end();
    }

    private static VersionMetricSelector sought(String namespace) {
        TrafficTarget target = new TrafficTarget(
                namespace,
                "shop-1",
                "pin",
                "v1",
                "v2",
                "v2",
                List.of(new TrafficTarget.Route(
                        RouteRef.virtualService(namespace, "shop"),
                        List.of(),
                        "shop-of-" + namespace,
                        List.of(),
                        "",
                        "/")));
        return new VersionMetricSelector(target, Map.of(new IstioHost("shop-of-" + namespace, namespace), Map.of()));
    }

    private ScrapeResult scrape() {
        return scraper.scrape(gateway.endpoint("shop"), sought("ns"), FRESH).join();
    }

    private String why() {
        return ((ScrapeResult.Failed) scrape()).why();
    }
}
