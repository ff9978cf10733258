package dev.sluice.probe;

import dev.sluice.policy.ProbeTlsSpec;
import dev.sluice.rollout.Ingress;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpVersion;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The lines of one prober: one to plain doors and one to those with TLS, each opened when it is needed first. */
final class Lines implements AutoCloseable {
    private final Vertx vertx;
    private final HttpVersion version;
    private final Duration oldest;
    private final Map<Optional<ProbeTlsSpec>, Line> lines = new HashMap<>();
    private boolean closed;

    /**
     * Opens none yet.
     *
     * @param oldest how long a connection may be used
     */
    Lines(Vertx vertx, HttpVersion version, Duration oldest) {
        this.oldest = oldest;
        this.vertx = vertx;
        this.version = version;
    }

    /**
     * The line to a door.
     *
     * @throws IllegalStateException when the prober was closed
     */
    synchronized Line to(Ingress door) {
        if (closed) {
            throw new IllegalStateException("the prober is closed");
        }
        return lines.computeIfAbsent(door.tls(), tls -> new Line(vertx, version, tls, oldest));
    }

    @Override
    public synchronized void close() {
        closed = true;
        lines.values().forEach(Line::close);
        lines.clear();
    }
}
