package dev.sluice.mesh;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.rollout.Ingress;
import dev.sluice.rollout.MeshSeen;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.ext.web.client.WebClient;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A gateway that answers with the stamp serves the weights; one that does not, does not. */
class ConvergenceTest {
    private static final Instant AT = Instant.parse("2026-01-01T00:00:00Z");
    private static final Map<String, String> STAMPS = Map.of("shop", "shop-1/w10/new", "api", "shop-1/w10/other");

    private final Vertx vertx = Vertx.vertx();
    private final WebClient web = WebClient.create(vertx);
    private final Convergence convergence = new Convergence(web);

    @AfterEach
    void close() throws Exception {
        web.close();
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
    void isBlindWithoutAnyGateway() {
        assertThat(prove()).isEqualTo(new MeshSeen.Blind("no ingress gateway pod is ready", AT));
    }

    private MeshSeen prove(Ingress... doors) {
        return convergence.prove(List.of(doors), STAMPS, "secret", AT);
    }

    private Ingress door(String gateway, String service, String stamp) {
        HttpServer server = vertx.createHttpServer()
                .requestHandler(request -> {
                    boolean pinned = Pins.proof("secret").equals(request.getHeader(Pins.PIN));
                    if (pinned && !stamp.isEmpty()) {
                        request.response().putHeader(Pins.STAMP, stamp);
                    }
                    request.response().end();
                })
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
