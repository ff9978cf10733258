package dev.sluice.traffic.istio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.api.ProbeTlsSpec;
import dev.sluice.api.RouteRef;
import dev.sluice.kubernetes.Certificate;
import dev.sluice.rollout.GatewayEndpoint;
import dev.sluice.rollout.ObservedGateway;
import dev.sluice.rollout.ProbeTrust;
import dev.sluice.rollout.TrafficStatus;
import dev.sluice.rollout.Weight;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A gateway that answers with the stamp serves the weights; one that does not, does not. */
class RevisionConvergenceCheckerTest {
    private static final Instant AT = Instant.parse("2026-01-01T00:00:00Z");
    private static final Map<RouteRef, String> STAMPS = Map.of(
            RouteRef.virtualService("ns", "shop"),
            "shop-1/w10/new",
            RouteRef.virtualService("ns", "api"),
            "shop-1/w10/other");

    private static final Certificate TRUSTED = Certificate.of("shop.example.com");

    private static final Function<String, Map<String, String>> NONE = _ -> Map.of();

    private final AtomicInteger asked = new AtomicInteger();
    private final Vertx vertx = Vertx.vertx();
    private final RevisionConvergenceChecker convergence = new RevisionConvergenceChecker(vertx);

    @AfterEach
    void close() throws Exception {
        convergence.close();
        vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    @Test
    void hasConvergedWhenEveryGatewayAnswersWithItsStamp() {
        assertThat(prove(
                        endpoint("a", "shop", "shop-1/w10/new"),
                        endpoint("b", "shop", "shop-1/w10/new"),
                        endpoint("a", "api", "shop-1/w10/other")))
                .isEqualTo(new TrafficStatus.Converged());
    }

    @Test
    void isPendingWhileOneOfTwoGatewaysIsStale() {
        assertThat(prove(endpoint("a", "shop", "shop-1/w10/new"), endpoint("b", "shop", "shop-1/w0/old")))
                .isEqualTo(new TrafficStatus.Pending("gateway b does not serve the new weights of shop yet"));
    }

    @Test
    void isPendingWhileAGatewayKnowsNoStampAtAll() {
        assertThat(prove(endpoint("a", "shop", ""))).isInstanceOf(TrafficStatus.Pending.class);
    }

    @Test
    void countsTheGatewaysThatAreBehind() {
        assertThat(prove(endpoint("a", "shop", "old"), endpoint("b", "shop", "old"), endpoint("c", "shop", "old")))
                .isEqualTo(
                        new TrafficStatus.Pending("gateway a does not serve the new weights of shop yet (and 2 more)"));
    }

    @Test
    void isBlindWhenAGatewayCannotBeReached() {
        TrafficStatus seen = prove(endpoint("a", "shop", "shop-1/w10/new"), gone("b"));

        assertThat(seen)
                .isInstanceOfSatisfying(
                        TrafficStatus.Blind.class,
                        blind -> assertThat(blind.why()).startsWith("gateway b cannot be reached: "));
    }

    @Test
    void knowsOfAStaleGatewayMoreThanOfOneThatCannotBeReached() {
        assertThat(prove(gone("b"), endpoint("a", "shop", "old"))).isInstanceOf(TrafficStatus.Pending.class);
    }

    @Test
    void tellsWhatEachGatewayServesForPeople() {
        List<GatewayEndpoint> endpoints = List.of(
                endpoint("a", "shop", "shop-1/w10/new"),
                endpoint("a", "api", "shop-1/w2.5/older"),
                endpoint("b", "shop", "shop-1/back-Reverted/new"),
                endpoint("c", "shop", ""));

        assertThat(convergence
                        .prove("ns", endpoints, STAMPS, "secret", NONE, AT)
                        .gateways())
                .containsExactly(
                        new ObservedGateway("a", Optional.of(new Weight(25)), ""),
                        new ObservedGateway("b", Optional.of(Weight.NONE), ""),
                        new ObservedGateway("c", Optional.empty(), "serves none of this rollout's weights yet"));
    }

    /** A login at the gateway comes before every route, the one that answers with the stamp too. */
    @Test
    void bringsWhatProbesBring() {
        GatewayEndpoint endpoint = guarded("a", "shop", "shop-1/w10/new");

        assertThat(convergence
                        .prove("ns", List.of(endpoint), STAMPS, "secret", host -> Map.of("authorization", host), AT)
                        .mesh())
                .isEqualTo(new TrafficStatus.Converged());
        assertThat(prove(endpoint))
                .isEqualTo(new TrafficStatus.Pending(
                        "gateway a does not serve the new weights of shop yet; it answers 401 before"
                                + " any route does: if that is a login, name what it wants in spec.health.probe.headers of the"
                                + " policy"));
    }

    @Test
    void isBlindWithoutAnyGateway() {
        assertThat(prove()).isEqualTo(new TrafficStatus.Blind("no ingress gateway pod is ready", AT));
    }

    @Test
    void asksAGatewayWithTlsByTls() {
        GatewayEndpoint endpoint = endpoint(TRUSTED.server(), "a", "shop", "shop-1/w10/new");

        // The first handshake of a process may take longer than an ask waits.
        await().untilAsserted(() -> assertThat(
                        prove(endpoint.over(new ProbeTrust(new ProbeTlsSpec(TRUSTED.pem(), null)))))
                .isEqualTo(new TrafficStatus.Converged()));
    }

    @Test
    void keepsItsSecretFromAGatewayThatItDoesNotTrust() {
        GatewayEndpoint endpoint = endpoint(TRUSTED.server(), "a", "shop", "shop-1/w10/new");

        await().untilAsserted(() -> assertThat(prove(endpoint.over(new ProbeTrust(new ProbeTlsSpec(null, null)))))
                .isInstanceOfSatisfying(
                        TrafficStatus.Blind.class,
                        blind -> assertThat(blind.why()).contains("spec.health.probe.tls.caBundle")));
        assertThat(asked).as("requests that got through").hasValue(0);
    }

    /** Until the first write is served the question goes to an app, which may be anybody's. */
    @Test
    void readsTheHeadAloneOfAnAppThatAnswersWithoutEnd() throws Exception {
        AtomicLong sent = new AtomicLong();
        CompletableFuture<Void> hungUp = new CompletableFuture<>();
        GatewayEndpoint endpoint = served(new HttpServerOptions(), "a", "shop", request -> {
            request.response().setChunked(true).putHeader(PinnedRoutes.STAMP, "shop-1/w10/new");
            request.response().exceptionHandler(_ -> hungUp.complete(null));
            request.connection().closeHandler(hungUp::complete);
            endless(request, sent);
        });

        assertThat(prove(endpoint)).isEqualTo(new TrafficStatus.Converged());

        hungUp.get(10, TimeUnit.SECONDS);
        assertThat(sent.get()).as("bytes, those in buffers on the way included").isLessThan(64L << 20);
    }

    @Test
    void usesAConnectionAgainAfterAnAnswerWithABody() {
        Set<Object> connections = ConcurrentHashMap.newKeySet();
        GatewayEndpoint endpoint = served(new HttpServerOptions(), "a", "shop", request -> {
            connections.add(request.connection());
            request.response().putHeader(PinnedRoutes.STAMP, "shop-1/w10/new").end("welcome");
        });

        prove(endpoint);
        await().untilAsserted(() -> {
            connections.clear();
            prove(endpoint);
            prove(endpoint);
            assertThat(connections).hasSize(1);
        });
    }

    @Test
    void asksTheSameQuestionOnce() {
        GatewayEndpoint endpoint = endpoint("a", "shop", "shop-1/w10/new");

        assertThat(prove(endpoint, endpoint, endpoint)).isEqualTo(new TrafficStatus.Converged());
        assertThat(asked).hasValue(1);
    }

    /** Whose questions hang, at however many endpoints, waits for their own. */
    @Test
    void takesNoConnectionFromOthersForANamespaceThatAsksManyDoors() throws Exception {
        AtomicInteger hanging = new AtomicInteger();
        GatewayEndpoint endpoint = served(new HttpServerOptions(), "a", "shop", request -> {
            if (PinnedRoutes.proof("secret").equals(request.getHeader(PinnedRoutes.PIN))) {
                request.response()
                        .putHeader(PinnedRoutes.STAMP, "shop-1/w10/new")
                        .end();
            } else {
                hanging.incrementAndGet();
            }
        });
        List<GatewayEndpoint> many = IntStream.range(0, 600)
                .mapToObj(i -> new GatewayEndpoint(
                        "a",
                        endpoint.address(),
                        endpoint.port(),
                        RouteRef.virtualService("ns", "shop"),
                        endpoint.host(),
                        "/" + i))
                .toList();
        Thread greedy = Thread.startVirtualThread(() -> convergence.prove("greedy", many, STAMPS, "another", NONE, AT));
        await().until(() -> hanging.get() > 200);

        assertThat(prove(endpoint)).isEqualTo(new TrafficStatus.Converged());

        greedy.join();
    }

    /** A share of the turns is one of the bytes: a large question keeps its turn for longer than its answer takes. */
    @Test
    void keepsTheTurnOfALargeQuestionAndNotItsAnswer() throws Exception {
        Queue<Runnable> ends = new ConcurrentLinkedQueue<>();
        Queue<Duration> times = new ConcurrentLinkedQueue<>();
        RevisionConvergenceChecker slow = new RevisionConvergenceChecker(vertx, 2, time -> {
            times.add(time);
            return ends::add;
        });
        GatewayEndpoint endpoint =
                endpoint(new HttpServerOptions().setMaxHeaderSize(1 << 16), "a", "shop", "shop-1/w10/new");
        Function<String, Map<String, String>> large =
                _ -> IntStream.range(0, 4).boxed().collect(Collectors.toMap(i -> "x-" + i, _ -> "v".repeat(8_000)));
        try {
            assertThat(slow.prove("evil", List.of(endpoint), STAMPS, "secret", large, AT)
                            .mesh())
                    .isEqualTo(new TrafficStatus.Converged());
            assertThat(times)
                    .allSatisfy(time -> assertThat(time).isBetween(Duration.ofMillis(750), Duration.ofSeconds(1)));

            assertThat(slow.prove("evil", List.of(endpoint), STAMPS, "secret", NONE, AT)
                            .mesh())
                    .isInstanceOfSatisfying(
                            TrafficStatus.Blind.class,
                            blind -> assertThat(blind.why()).contains("too much is under way for namespace evil"));
            assertThat(slow.prove("shop", List.of(endpoint), STAMPS, "secret", NONE, AT)
                            .mesh())
                    .isEqualTo(new TrafficStatus.Converged());
            assertThat(asked).hasValue(2);

            ends.forEach(Runnable::run);
            assertThat(slow.prove("evil", List.of(endpoint), STAMPS, "secret", NONE, AT)
                            .mesh())
                    .isEqualTo(new TrafficStatus.Converged());
        } finally {
            slow.close();
        }
    }

    /** A Rollout that somebody wrote by hand was asked by nobody how much it says. */
    @Test
    void sendsNoMoreHeadersThanAPolicyMayHave() {
        GatewayEndpoint endpoint =
                endpoint(new HttpServerOptions().setMaxHeaderSize(1 << 20), "a", "shop", "shop-1/w10/new");
        Function<String, Map<String, String>> large =
                _ -> IntStream.range(0, 5).boxed().collect(Collectors.toMap(i -> "x-" + i, _ -> "v".repeat(8_000)));

        assertThat(convergence
                        .prove("ns", List.of(endpoint), STAMPS, "secret", large, AT)
                        .mesh())
                .isInstanceOfSatisfying(
                        TrafficStatus.Blind.class,
                        blind -> assertThat(blind.why())
                                .contains("the headers of spec.health.probe have 40015 characters together"));
        assertThat(asked).hasValue(0);
    }

    private static void endless(HttpServerRequest request, AtomicLong sent) {
        Buffer piece = Buffer.buffer(new byte[64 << 10]);
        request.response().write(piece).onSuccess(_ -> {
            sent.addAndGet(piece.length());
            endless(request, sent);
        });
    }

    private TrafficStatus prove(GatewayEndpoint... endpoints) {
        return convergence
                .prove("ns", List.of(endpoints), STAMPS, "secret", NONE, AT)
                .mesh();
    }

    private GatewayEndpoint endpoint(String gateway, String service, String stamp) {
        return endpoint(new HttpServerOptions(), gateway, service, stamp);
    }

    private GatewayEndpoint endpoint(HttpServerOptions options, String gateway, String service, String stamp) {
        return served(options, gateway, service, request -> {
            asked.incrementAndGet();
            boolean pinned = PinnedRoutes.proof("secret").equals(request.getHeader(PinnedRoutes.PIN));
            if (pinned && !stamp.isEmpty()) {
                request.response().putHeader(PinnedRoutes.STAMP, stamp);
            }
            request.response().end();
        });
    }

    /** One that lets nobody in without a login for its host. */
    private GatewayEndpoint guarded(String gateway, String service, String stamp) {
        return served(new HttpServerOptions(), gateway, service, request -> {
            boolean known = "shop.example.com".equals(request.getHeader("authorization"));
            if (known) {
                request.response().putHeader(PinnedRoutes.STAMP, stamp);
            }
            request.response().setStatusCode(known ? 204 : 401).end();
        });
    }

    private GatewayEndpoint served(
            HttpServerOptions options, String gateway, String service, Handler<HttpServerRequest> handler) {
        HttpServer server = vertx.createHttpServer(options)
                .requestHandler(handler)
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .join();
        return new GatewayEndpoint(
                gateway,
                "127.0.0.1",
                server.actualPort(),
                RouteRef.virtualService("ns", service),
                "shop.example.com",
                "/");
    }

    private GatewayEndpoint gone(String gateway) {
        GatewayEndpoint endpoint = endpoint(gateway, "shop", "");
        HttpServer other = vertx.createHttpServer()
                .requestHandler(request -> request.connection().close())
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .join();
        int port = other.actualPort();
        other.close().toCompletionStage().toCompletableFuture().join();
        return new GatewayEndpoint(
                gateway, endpoint.address(), port, RouteRef.virtualService("ns", "shop"), endpoint.host(), "/");
    }
}
