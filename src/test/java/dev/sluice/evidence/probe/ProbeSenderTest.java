package dev.sluice.evidence.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.analysis.ProbeOutcome;
import dev.sluice.analysis.ProbeResult;
import dev.sluice.analysis.VersionRole;
import dev.sluice.api.ProbeSpec;
import dev.sluice.api.RouteRef;
import dev.sluice.rollout.GatewayEndpoint;
import dev.sluice.rollout.TrafficTarget;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is made of the answers of a gateway. */
class ProbeSenderTest {
    private static final String STAMP = "shop-1/w10/abc";
    private static final TrafficTarget TARGET = new TrafficTarget(
            "ns",
            "shop-1",
            "secret",
            "v1",
            "v2",
            "v2",
            List.of(new TrafficTarget.Route(
                    RouteRef.virtualService("ns", "shop"), List.of(), "shop", List.of(), "", "/healthz?deep=1")));
    private static final ProbeSpec PLAIN = spec(List.of(), "", "GET", 10);

    private final Vertx vertx = Vertx.vertx();
    private volatile Consumer<HttpServerRequest> gateway = request -> answer(request, 200, STAMP, true, "fine");
    private final HttpServer server = vertx.createHttpServer()
            .requestHandler(request -> gateway.accept(request))
            .listen(0, "127.0.0.1")
            .toCompletionStage()
            .toCompletableFuture()
            .join();

    @AfterEach
    void close() throws Exception {
        vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    @ParameterizedTest
    @CsvSource({
        "200, true, Passed, status 200",
        "302, true, Passed, status 302",
        "404, true, Failed, status 404 on /healthz?deep=1",
        "500, true, Failed, status 500 on /healthz?deep=1",
        "503, true, Failed, status 503 on /healthz?deep=1",
        "503, false, Refused, 503 from the gateway on /healthz?deep=1: it could not reach the version",
        "504, false, Failed, status 504 on /healthz?deep=1"
    })
    void judgesTheStatus(int status, boolean fromTheApp, ProbeOutcome outcome, String detail) {
        gateway = request -> answer(request, status, STAMP, fromTheApp, "fine");

        ProbeResult result = send(PLAIN);

        assertThat(result.outcome()).isEqualTo(outcome);
        assertThat(result.detail()).isEqualTo(detail);
        assertThat(result.colour()).isEqualTo(VersionRole.Green);
    }

    @ParameterizedTest
    @CsvSource({"204, Passed", "418, Passed", "200, Failed", "419, Failed"})
    void expectsTheStatusesOfThePolicy(int status, ProbeOutcome outcome) {
        gateway = request -> answer(request, status, STAMP, true, "");

        assertThat(send(spec(List.of("204", "410-418"), "", "GET", 10)).outcome())
                .isEqualTo(outcome);
    }

    @ParameterizedTest
    @CsvSource({"all is well, Passed", "all is bad, Failed"})
    void looksIntoTheBody(String body, ProbeOutcome outcome) {
        gateway = request -> answer(request, 200, STAMP, true, body);

        assertThat(send(spec(List.of(), "is well", "GET", 10)).outcome()).isEqualTo(outcome);
    }

    /** Of a Rollout that somebody wrote by hand, or with what stands in Secrets. */
    @Test
    void sendsNoMoreHeadersThanAPolicyMayHave() {
        AtomicInteger sent = new AtomicInteger();
        gateway = request -> sent.incrementAndGet();
        Map<String, String> headers =
                IntStream.range(0, 5).boxed().collect(Collectors.toMap(i -> "x-" + i, _ -> "v".repeat(8_000)));

        ProbeResult result = send(new ProbeSpec("/", "", "GET", headers, List.of(), "", Duration.ofSeconds(30), 10));

        assertThat(result.outcome()).isEqualTo(ProbeOutcome.Blind);
        assertThat(result.detail())
                .startsWith("the headers of spec.health.probe have 40015 characters together")
                .doesNotContain("vvv");
        assertThat(sent).hasValue(0);
    }

    @Test
    void countsNoAnswerAsAFailure() {
        gateway = request -> {};

        ProbeResult result = send(PLAIN);

        assertThat(result.outcome()).isEqualTo(ProbeOutcome.Failed);
        assertThat(result.detail()).isEqualTo("no answer within 200 ms on /healthz?deep=1");
    }

    @Test
    void countsABodyThatNeverEndsAsAFailure() {
        gateway = request -> request.response()
                .setChunked(true)
                .putHeader(TrafficTarget.STAMP_HEADER, STAMP)
                .write("the first of many");

        ProbeResult result = send(PLAIN);

        assertThat(result.outcome()).isEqualTo(ProbeOutcome.Failed);
        assertThat(result.status()).isEqualTo(200);
        assertThat(result.took()).isZero();
    }

    @Test
    void countsABodyThatBreaksOffAsAFailure() {
        gateway = request -> {
            request.response()
                    .setChunked(true)
                    .putHeader(TrafficTarget.STAMP_HEADER, STAMP)
                    .write("the first of many")
                    .onComplete(sent -> request.connection().close());
        };

        ProbeResult result = send(PLAIN);

        assertThat(result.outcome()).isEqualTo(ProbeOutcome.Failed);
        assertThat(result.detail()).isEqualTo("the answer on /healthz?deep=1 broke off");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "another-1/w10/abc", "shop-10/w10/abc"})
    void isBlindWithoutTheStampOfItsRollout(String stamp) {
        gateway = request -> answer(request, 500, stamp, true, "");

        ProbeResult result = send(PLAIN);

        assertThat(result.outcome()).isEqualTo(ProbeOutcome.Blind);
        assertThat(result.detail())
                .isEqualTo(
                        "gateway gw-0 does not know the pinned route yet, or another http route takes /healthz?deep=1 before it");
    }

    @Test
    void isBlindWhenTheGatewayRefusesTheConnection() {
        server.close().toCompletionStage().toCompletableFuture().join();

        ProbeResult result = send(PLAIN);

        assertThat(result.outcome()).isEqualTo(ProbeOutcome.Blind);
        assertThat(result.detail()).startsWith("gateway gw-0 cannot be reached: ");
    }

    @Test
    void isBlindWhenTheGatewayHangsUp() {
        gateway = request -> request.connection().close();

        assertThat(send(PLAIN).outcome()).isEqualTo(ProbeOutcome.Blind);
    }

    @Test
    void asksAsThePolicySays() {
        Queue<HttpServerRequest> seen = new ConcurrentLinkedQueue<>();
        gateway = request -> {
            seen.add(request);
            answer(request, 200, STAMP, true, "");
        };

        send(spec(List.of(), "", "POST", 10));

        HttpServerRequest request = seen.remove();
        assertThat(request.method().name()).isEqualTo("POST");
        assertThat(request.uri()).isEqualTo("/healthz?deep=1");
        assertThat(request.authority().host()).isEqualTo("shop.example.com");
        assertThat(request.getHeader(TrafficTarget.PIN_HEADER)).isEqualTo(TARGET.pin(VersionRole.Green));
        assertThat(request.getHeader("x-team")).isEqualTo("a");
    }

    @Test
    void followsNoRedirect() {
        AtomicInteger asked = new AtomicInteger();
        gateway = request -> {
            asked.incrementAndGet();
            request.response().putHeader("location", "/elsewhere");
            answer(request, 302, STAMP, true, "");
        };

        send(PLAIN);

        assertThat(asked.get()).isEqualTo(1);
    }

    @Test
    void asksBlueWhileGreenHangs() {
        AtomicInteger hanging = new AtomicInteger();
        gateway = request -> {
            if (TARGET.pin(VersionRole.Blue).equals(request.getHeader(TrafficTarget.PIN_HEADER))) {
                answer(request, 200, STAMP, true, "");
            } else {
                hanging.incrementAndGet();
            }
        };
        ProbeSpec patient = new ProbeSpec("/", "", "GET", Map.of(), List.of(), "", Duration.ofSeconds(30), 50);

        List<ProbeResult> results = new ArrayList<>();
        try (ProbeRunner runner = new ProbeRunners(vertx, InstantSource.system())
                .start(TARGET, patient, ProbeParts.NO_SECRETS, _ -> {})) {
            runner.aim(List.of(endpoint()));
            await().atMost(Duration.ofSeconds(30)).until(() -> {
                results.addAll(runner.drain());
                return results.size() > 100;
            });
        }

        assertThat(results).allMatch(result -> result.colour() == VersionRole.Blue);
        assertThat(hanging.get()).as("greens under way, of more than 100").isBetween(1, 60);
    }

    @Test
    void sendsNothingUnlessAimed() {
        AtomicInteger asked = new AtomicInteger();
        gateway = request -> {
            asked.incrementAndGet();
            answer(request, 200, STAMP, true, "");
        };
        try (ProbeRunner aimed = new ProbeRunners(vertx, InstantSource.system())
                        .start(TARGET, PLAIN, ProbeParts.NO_SECRETS, _ -> {});
                ProbeRunner idle = new ProbeRunners(vertx, InstantSource.system())
                        .start(TARGET, PLAIN, ProbeParts.NO_SECRETS, _ -> {})) {
            aimed.aim(List.of(endpoint()));

            List<ProbeResult> results = new ArrayList<>();
            await().until(() -> {
                results.addAll(aimed.drain());
                return results.size() >= 6;
            });

            assertThat(idle.drain()).isEmpty();
            assertThat(results).extracting(ProbeResult::colour).contains(VersionRole.Blue, VersionRole.Green);
        }
    }

    private ProbeResult send(ProbeSpec spec) {
        return ProbeParts.ask(vertx, TARGET, spec, endpoint());
    }

    private GatewayEndpoint endpoint() {
        return new GatewayEndpoint(
                "gw-0",
                "127.0.0.1",
                server.actualPort(),
                RouteRef.virtualService("ns", "shop"),
                "shop.example.com",
                "/");
    }

    private static ProbeSpec spec(List<String> statuses, String body, String method, int rate) {
        return new ProbeSpec("/", "", method, Map.of("x-team", "a"), statuses, body, Duration.ofMillis(200), rate);
    }

    private static void answer(HttpServerRequest request, int status, String stamp, boolean fromTheApp, String body) {
        var response = request.response().setStatusCode(status);
        if (!stamp.isEmpty()) {
            response.putHeader(TrafficTarget.STAMP_HEADER, stamp);
        }
        if (fromTheApp) {
            response.putHeader("x-envoy-upstream-service-time", "1");
        }
        response.end(body);
    }
}
