package dev.sluice.evidence.probe;

import static org.awaitility.Awaitility.await;

import dev.sluice.api.RouteRef;
import dev.sluice.rollout.GatewayEndpoint;
import dev.sluice.rollout.TrafficTarget;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/** A gateway that knows the pinned routes of one rollout and answers by itself. */
final class ProbedGateway implements AutoCloseable {
    static final TrafficTarget TARGET = new TrafficTarget(
            "ns",
            "shop-1",
            "secret",
            "v1",
            "v2",
            "v2",
            List.of(new TrafficTarget.Route(
                    RouteRef.virtualService("ns", "shop"), List.of(), "shop", List.of(), "", "")));

    final Vertx vertx = Vertx.vertx();
    private final HttpServerOptions options;
    private final Consumer<HttpServerRequest> handler;
    private HttpServer server;

    ProbedGateway(HttpServerOptions options, Consumer<HttpServerRequest> handler) {
        this.options = options;
        this.handler = handler;
        this.server = listening(0);
    }

    static HttpServerResponse fromTheApp(HttpServerRequest request) {
        return pinned(request).putHeader("x-envoy-upstream-service-time", "1");
    }

    static HttpServerResponse pinned(HttpServerRequest request) {
        return request.response().putHeader(TrafficTarget.STAMP_HEADER, "shop-1/w10/abc");
    }

    GatewayEndpoint endpoint() {
        return new GatewayEndpoint(
                "gw-0",
                "127.0.0.1",
                server.actualPort(),
                RouteRef.virtualService("ns", "shop"),
                "shop.example.com",
                "/");
    }

    /** Ends every connection and comes back at the same address. */
    void restart() {
        int port = server.actualPort();
        server.close().toCompletionStage().toCompletableFuture().join();
        await().ignoreExceptions().until(() -> {
            server = listening(port);
            return true;
        });
    }

    private HttpServer listening(int port) {
        return vertx.createHttpServer(options)
                .requestHandler(handler::accept)
                .listen(port, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .join();
    }

    @Override
    public void close() throws ExecutionException, InterruptedException, TimeoutException {
        vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }
}
