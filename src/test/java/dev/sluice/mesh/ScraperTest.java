package dev.sluice.mesh;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.mesh.Counted.Family;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** One pod is asked once for all, and whatever it answers does no harm. */
class ScraperTest {
    private static final Duration FRESH = Duration.ofMillis(250);
    private static final String PAGE = "istio_requests_total{reporter=\"source\",destination_version=\"v2\","
            + "destination_service=\"shop.ns.svc.cluster.local\",response_code=\"200\"} 4\n";

    private final Vertx vertx = Vertx.vertx();
    private final HttpClient http = vertx.createHttpClient();
    private final FakeGateway gateway = new FakeGateway(vertx, "gw");
    private volatile Instant now = Instant.parse("2026-01-01T00:00:00Z");
    private final Scraper scraper = new Scraper(http, () -> now, (Scraped _) -> {});

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
                        Scrape.Read.class,
                        read -> assertThat(read.page().of(Family.Istio, new Host("shop", "ns"), "v2"))
                                .isEqualTo(new Told(4, 0)));
    }

    @Test
    void asksForWhatItReadsOnly() {
        scrape();

        assertThat(gateway.query).isEqualTo(CounterPage.FILTER);
    }

    @Test
    void aFreshAnswerServesEverybody() {
        Scrape first = scrape();
        now = now.plus(FRESH).minusMillis(1);

        assertThat(scraper.scrape(gateway.door("another"), FRESH).join()).isSameAs(first);
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
        CompletableFuture<Scrape> first = scraper.scrape(gateway.door("shop"), FRESH);
        now = now.plusMillis(800);

        assertThat(scraper.scrape(gateway.door("shop"), FRESH)).isSameAs(first);
        first.join();
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

        assertThat(why()).startsWith("gateway gw (port ").contains("does not tell its counters (Connection refused");
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
        Buffer megabyte = Buffer.buffer("# ".repeat(1 << 19));
        gateway.answer = request -> {
            request.response().setChunked(true);
            for (int i = 0; i < 20; i++) {
                request.response().write(megabyte);
            }
            request.response().end();
        };

        assertThat(why()).contains("more than 4 MiB of counters; give its pods a port named http-envoy-prom");
    }

    private Scrape scrape() {
        return scraper.scrape(gateway.door("shop"), FRESH).join();
    }

    private String why() {
        return ((Scrape.Failed) scrape()).why();
    }
}
