package dev.sluice.demo;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.util.random.RandomGenerator;

/** One version of the app: says its name on every path, and fails on request. */
public final class LocalApp implements AutoCloseable {
    private final Vertx vertx;
    private final RandomGenerator random;
    private final String version;
    private final int port;
    private final Runnable faulty;
    private HttpServer server;
    private boolean listening = true;
    private volatile FaultInjection fault = FaultInjection.NONE;

    LocalApp(Vertx vertx, RandomGenerator random, String version, Runnable faulty) {
        this.vertx = vertx;
        this.random = random;
        this.version = version;
        this.faulty = faulty;
        this.server = LoopbackServer.listen(vertx, 0, this::handle);
        this.port = server.actualPort();
    }

    /** Its version. */
    public String version() {
        return version;
    }

    /** Where it listens on 127.0.0.1, when it does. */
    public int port() {
        return port;
    }

    /** What is wrong with it. */
    public FaultInjection fault() {
        return fault;
    }

    /** Breaks or heals it. */
    public synchronized void set(FaultInjection next) {
        fault = next;
        if (next.refuses() && listening) {
            LoopbackServer.await(server.close());
        } else if (!next.refuses() && !listening) {
            server = LoopbackServer.listen(vertx, port, this::handle);
        }
        listening = !next.refuses();
        faulty.run();
    }

    @Override
    public synchronized void close() {
        LoopbackServer.await(server.close());
    }

    private void handle(HttpServerRequest request) {
        FaultInjection now = fault;
        switch (now.kind()) {
            case NONE, REFUSE, CRASHLOOP -> answer(request, false);
            case ERRORS -> answer(request, random.nextDouble() < now.amount());
            case DELAY -> vertx.setTimer(Math.max(1, (long) now.amount()), timer -> answer(request, false));
            case HANG -> request.pause();
        }
    }

    private void answer(HttpServerRequest request, boolean failed) {
        HttpServerResponse response = request.response();
        if (!response.closed()) {
            response.setStatusCode(failed ? 500 : 200)
                    .putHeader("x-version", version)
                    .putHeader("content-type", "text/plain")
                    .end(failed ? version + " failed\n" : "hello from " + version + "\n");
        }
    }
}
