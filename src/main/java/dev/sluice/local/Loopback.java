package dev.sluice.local;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.net.BindException;
import java.util.concurrent.CompletionException;

/** HTTP servers that nobody but this machine reaches. */
final class Loopback {
    private static final String ADDRESS = "127.0.0.1";

    private Loopback() {}

    /**
     * Listens.
     *
     * @param port 0 for any
     * @param option the command-line option that changes the port
     * @throws PortBusy when the port is taken
     */
    static HttpServer listen(Vertx vertx, int port, String option, Handler<HttpServerRequest> handler) {
        HttpServerOptions options = new HttpServerOptions().setHost(ADDRESS).setPort(port);
        try {
            return await(vertx.createHttpServer(options).requestHandler(handler).listen());
        } catch (CompletionException e) {
            if (e.getCause() instanceof BindException) {
                throw new PortBusy(port, option);
            }
            throw e;
        }
    }

    static <T> T await(Future<T> future) {
        return future.toCompletionStage().toCompletableFuture().join();
    }
}
