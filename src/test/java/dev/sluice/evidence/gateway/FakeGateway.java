package dev.sluice.evidence.gateway;

import dev.sluice.api.RouteRef;
import dev.sluice.rollout.GatewayEndpoint;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** A gateway pod that tells counters, or what a test wants. */
final class FakeGateway {
    final AtomicInteger asked = new AtomicInteger();
    private final HttpServer server;
    private final String name;
    volatile String query = "";
    volatile Consumer<HttpServerRequest> answer = request -> request.response().end();

    FakeGateway(Vertx vertx, String name) {
        this.name = name;
        this.server = vertx.createHttpServer()
                .requestHandler(request -> {
                    query = request.getParam("filter");
                    asked.incrementAndGet();
                    answer.accept(request);
                })
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .join();
    }

    void tells(String page) {
        answer = request -> request.response().end(page);
    }

    void hangs() {
        answer = request -> {};
    }

    void close() {
        server.close().toCompletionStage().toCompletableFuture().join();
    }

    GatewayEndpoint endpoint(String virtualService) {
        return new GatewayEndpoint(
                name,
                "127.0.0.1",
                1,
                RouteRef.virtualService("ns", virtualService),
                "shop.example.com",
                "/",
                new GatewayEndpoint.Counters(server.actualPort(), "/stats/prometheus"));
    }
}
