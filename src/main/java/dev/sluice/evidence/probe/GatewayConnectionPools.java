package dev.sluice.evidence.probe;

import dev.sluice.rollout.GatewayEndpoint;
import dev.sluice.rollout.ProbeTrust;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpVersion;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The lines of one probe runner: one to plain endpoints and one to those with TLS, each opened when it is needed first. */
final class GatewayConnectionPools implements AutoCloseable {
    private final Vertx vertx;
    private final HttpVersion version;
    private final Duration oldest;
    private final Map<Optional<String>, GatewayConnections> lines = new HashMap<>();
    private boolean closed;

    /**
     * Opens none yet.
     *
     * @param oldest how long a connection may be used
     */
    GatewayConnectionPools(Vertx vertx, HttpVersion version, Duration oldest) {
        this.oldest = oldest;
        this.vertx = vertx;
        this.version = version;
    }

    /**
     * The line to an endpoint.
     *
     * @throws IllegalStateException when the probe runner was closed
     */
    synchronized GatewayConnections to(GatewayEndpoint endpoint) {
        if (closed) {
            throw new IllegalStateException("the prober is closed");
        }
        return lines.computeIfAbsent(
                endpoint.tls().map(ProbeTrust::digest),
                _ -> new GatewayConnections(vertx, version, endpoint.tls().map(ProbeTrust::tls), oldest));
    }

    @Override
    public synchronized void close() {
        closed = true;
        lines.values().forEach(GatewayConnections::close);
        lines.clear();
    }
}
