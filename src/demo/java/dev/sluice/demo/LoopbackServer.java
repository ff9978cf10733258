package dev.sluice.demo;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;

/** HTTP servers that nobody but this machine reaches. */
final class LoopbackServer {
    private static final String ADDRESS = "127.0.0.1";

    private LoopbackServer() {}

    /**
     * Listens.
     *
     * @param port 0 for any
     */
    static HttpServer listen(Vertx vertx, int port, Handler<HttpServerRequest> handler) {
        HttpServerOptions options = new HttpServerOptions().setHost(ADDRESS).setPort(port);
        return await(vertx.createHttpServer(options).requestHandler(handler).listen());
    }

    static <T> T await(Future<T> future) {
        return future.toCompletionStage().toCompletableFuture().join();
    }
}
