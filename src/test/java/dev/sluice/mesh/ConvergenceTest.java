package dev.sluice.mesh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.policy.ProbeTlsSpec;
import dev.sluice.rollout.GatewaySeen;
import dev.sluice.rollout.Ingress;
import dev.sluice.rollout.MeshSeen;
import dev.sluice.rollout.Weight;
import dev.sluice.wire.Certificate;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A gateway that answers with the stamp serves the weights; one that does not, does not. */
class ConvergenceTest {
    private static final Instant AT = Instant.parse("2026-01-01T00:00:00Z");
    private static final Map<String, String> STAMPS = Map.of("shop", "shop-1/w10/new", "api", "shop-1/w10/other");

    private static final Certificate TRUSTED = Certificate.of("shop.example.com");

    private static final Function<String, Map<String, String>> NONE = _ -> Map.of();

    private final AtomicInteger asked = new AtomicInteger();
    private final Vertx vertx = Vertx.vertx();
    private final Convergence convergence = new Convergence(vertx);

    @AfterEach
    void close() throws Exception {
        convergence.close();
        vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    @Test
    void hasConvergedWhenEveryGatewayAnswersWithItsStamp() {
        assertThat(prove(
                        door("a", "shop", "shop-1/w10/new"),
                        door("b", "shop", "shop-1/w10/new"),
                        door("a", "api", "shop-1/w10/other")))
                .isEqualTo(new MeshSeen.Converged());
    }

    @Test
    void isPendingWhileOneOfTwoGatewaysIsStale() {
        assertThat(prove(door("a", "shop", "shop-1/w10/new"), door("b", "shop", "shop-1/w0/old")))
                .isEqualTo(new MeshSeen.Pending("gateway b does not serve the new weights of shop yet"));
    }

    @Test
    void isPendingWhileAGatewayKnowsNoStampAtAll() {
        assertThat(prove(door("a", "shop", ""))).isInstanceOf(MeshSeen.Pending.class);
    }

    @Test
    void countsTheGatewaysThatAreBehind() {
        assertThat(prove(door("a", "shop", "old"), door("b", "shop", "old"), door("c", "shop", "old")))
                .isEqualTo(new MeshSeen.Pending("gateway a does not serve the new weights of shop yet (and 2 more)"));
    }

    @Test
    void isBlindWhenAGatewayCannotBeReached() {
        MeshSeen seen = prove(door("a", "shop", "shop-1/w10/new"), gone("b"));

        assertThat(seen)
                .isInstanceOfSatisfying(
                        MeshSeen.Blind.class,
                        blind -> assertThat(blind.why()).startsWith("gateway b cannot be reached: "));
    }

    @Test
    void knowsOfAStaleGatewayMoreThanOfOneThatCannotBeReached() {
        assertThat(prove(gone("b"), door("a", "shop", "old"))).isInstanceOf(MeshSeen.Pending.class);
    }

    @Test
    void tellsWhatEachGatewayServesForPeople() {
        List<Ingress> doors = List.of(
                door("a", "shop", "shop-1/w10/new"),
                door("a", "api", "shop-1/w2.5/older"),
                door("b", "shop", "shop-1/back-Reverted/new"),
                door("c", "shop", ""));

        assertThat(convergence.prove("ns", doors, STAMPS, "secret", NONE, AT).gateways())
                .containsExactly(
                        new GatewaySeen("a", Optional.of(new Weight(25)), ""),
                        new GatewaySeen("b", Optional.of(Weight.NONE), ""),
                        new GatewaySeen("c", Optional.empty(), "serves none of this rollout's weights yet"));
    }

    /** A login at the gateway comes before every route, the one that answers with the stamp too. */
    @Test
    void bringsWhatProbesBring() {
        Ingress door = guarded("a", "shop", "shop-1/w10/new");

        assertThat(convergence
                        .prove("ns", List.of(door), STAMPS, "secret", host -> Map.of("authorization", host), AT)
                        .mesh())
                .isEqualTo(new MeshSeen.Converged());
        assertThat(prove(door))
                .isEqualTo(new MeshSeen.Pending(
                        "gateway a does not serve the new weights of shop yet; it answers 401 before"
                                + " any route does: if that is a login, name what it wants in spec.health.probe.headers of the"
                                + " policy"));
    }

    @Test
    void isBlindWithoutAnyGateway() {
        assertThat(prove()).isEqualTo(new MeshSeen.Blind("no ingress gateway pod is ready", AT));
    }

    @Test
    void asksAGatewayWithTlsByTls() {
        Ingress door = door(TRUSTED.server(), "a", "shop", "shop-1/w10/new");

        // The first handshake of a process may take longer than an ask waits.
        await().untilAsserted(() -> assertThat(prove(door.over(new ProbeTlsSpec(TRUSTED.pem(), null))))
                .isEqualTo(new MeshSeen.Converged()));
    }

    @Test
    void keepsItsSecretFromAGatewayThatItDoesNotTrust() {
        Ingress door = door(TRUSTED.server(), "a", "shop", "shop-1/w10/new");

        await().untilAsserted(() -> assertThat(prove(door.over(new ProbeTlsSpec(null, null))))
                .isInstanceOfSatisfying(
                        MeshSeen.Blind.class,
                        blind -> assertThat(blind.why()).contains("spec.health.probe.tls.caBundle")));
        assertThat(asked).as("requests that got through").hasValue(0);
    }

    /** Until the first write is served the question goes to an app, which may be anybody's. */
    @Test
    void readsTheHeadAloneOfAnAppThatAnswersWithoutEnd() throws Exception {
        AtomicLong sent = new AtomicLong();
        CompletableFuture<Void> hungUp = new CompletableFuture<>();
        Ingress door = served(new HttpServerOptions(), "a", "shop", request -> {
            request.response().setChunked(true).putHeader(Pins.STAMP, "shop-1/w10/new");
            request.response().exceptionHandler(_ -> hungUp.complete(null));
            request.connection().closeHandler(hungUp::complete);
            endless(request, sent);
        });

        assertThat(prove(door)).isEqualTo(new MeshSeen.Converged());

        hungUp.get(10, TimeUnit.SECONDS);
        assertThat(sent.get()).as("bytes, those in buffers on the way included").isLessThan(64L << 20);
    }

    @Test
    void usesAConnectionAgainAfterAnAnswerWithABody() {
        Set<Object> connections = ConcurrentHashMap.newKeySet();
        Ingress door = served(new HttpServerOptions(), "a", "shop", request -> {
            connections.add(request.connection());
            request.response().putHeader(Pins.STAMP, "shop-1/w10/new").end("welcome");
        });

        prove(door);
        await().untilAsserted(() -> {
            connections.clear();
            prove(door);
            prove(door);
            assertThat(connections).hasSize(1);
        });
    }

    @Test
    void asksTheSameQuestionOnce() {
        Ingress door = door("a", "shop", "shop-1/w10/new");

        assertThat(prove(door, door, door)).isEqualTo(new MeshSeen.Converged());
        assertThat(asked).hasValue(1);
    }

    /** Whose questions hang, at however many doors, waits for their own. */
    @Test
    void takesNoConnectionFromOthersForANamespaceThatAsksManyDoors() throws Exception {
        AtomicInteger hanging = new AtomicInteger();
        Ingress door = served(new HttpServerOptions(), "a", "shop", request -> {
            if (Pins.proof("secret").equals(request.getHeader(Pins.PIN))) {
                request.response().putHeader(Pins.STAMP, "shop-1/w10/new").end();
            } else {
                hanging.incrementAndGet();
            }
        });
        List<Ingress> many = IntStream.range(0, 600)
                .mapToObj(i -> new Ingress("a", door.address(), door.port(), "shop", door.host(), "/" + i))
                .toList();
        Thread greedy = Thread.startVirtualThread(() -> convergence.prove("greedy", many, STAMPS, "another", NONE, AT));
        await().until(() -> hanging.get() > 200);

        assertThat(prove(door)).isEqualTo(new MeshSeen.Converged());

        greedy.join();
    }

    private static void endless(HttpServerRequest request, AtomicLong sent) {
        Buffer piece = Buffer.buffer(new byte[64 << 10]);
        request.response().write(piece).onSuccess(_ -> {
            sent.addAndGet(piece.length());
            endless(request, sent);
        });
    }

    private MeshSeen prove(Ingress... doors) {
        return convergence
                .prove("ns", List.of(doors), STAMPS, "secret", NONE, AT)
                .mesh();
    }

    private Ingress door(String gateway, String service, String stamp) {
        return door(new HttpServerOptions(), gateway, service, stamp);
    }

    private Ingress door(HttpServerOptions options, String gateway, String service, String stamp) {
        return served(options, gateway, service, request -> {
            asked.incrementAndGet();
            boolean pinned = Pins.proof("secret").equals(request.getHeader(Pins.PIN));
            if (pinned && !stamp.isEmpty()) {
                request.response().putHeader(Pins.STAMP, stamp);
            }
            request.response().end();
        });
    }

    /** One that lets nobody in without a login for its host. */
    private Ingress guarded(String gateway, String service, String stamp) {
        return served(new HttpServerOptions(), gateway, service, request -> {
            boolean known = "shop.example.com".equals(request.getHeader("authorization"));
            if (known) {
                request.response().putHeader(Pins.STAMP, stamp);
            }
            request.response().setStatusCode(known ? 204 : 401).end();
        });
    }

    private Ingress served(
            HttpServerOptions options, String gateway, String service, Handler<HttpServerRequest> handler) {
        HttpServer server = vertx.createHttpServer(options)
                .requestHandler(handler)
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .join();
        return new Ingress(gateway, "127.0.0.1", server.actualPort(), service, "shop.example.com", "/");
    }

    private Ingress gone(String gateway) {
        Ingress door = door(gateway, "shop", "");
        HttpServer other = vertx.createHttpServer()
                .requestHandler(request -> request.connection().close())
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .join();
        int port = other.actualPort();
        other.close().toCompletionStage().toCompletableFuture().join();
        return new Ingress(gateway, door.address(), port, "shop", door.host(), "/");
    }
}
