package dev.sluice.evidence.probe;

import dev.sluice.api.ProbeTlsSpec;
import dev.sluice.kubernetes.GatewayHttpOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * The connections of one probe runner to its gateways. They are reused, as a browser reuses them; behind them the gateway
 * chooses a pod for each request anew. None is kept for long, so that a gateway which lets its connections run dry is
 * left, and one that came newly to an address is met.
 */
final class GatewayConnections implements AutoCloseable {
    private static final int POOL = 256;
    /** Time to get a connection, with all handshakes. Longer is the gateway's fault, not the version's. */
    private static final long CONNECT_MS = 2_000;

    private final HttpClient client;
    private final long oldest;
    /** The connections that are open, and since when. */
    private final Map<HttpConnection, Long> open = new ConcurrentHashMap<>();

    GatewayConnections(Vertx vertx, HttpVersion version, Optional<ProbeTlsSpec> tls, Duration oldest) {
        this.oldest = oldest.toNanos();
        this.client = vertx.httpClientBuilder()
                .with(GatewayHttpOptions.options(version, tls))
                .with(new PoolOptions().setHttp1MaxSize(POOL).setMaxWaitQueueSize(POOL))
                .withConnectHandler(this::opened)
                .build();
    }

    /** A request that is not sent yet. */
    Future<HttpClientRequest> request(RequestOptions options) {
        return client.request(options.setConnectTimeout(CONNECT_MS)).map(this::retired);
    }

    @Override
    public void close() {
        client.close();
    }

    private void opened(HttpConnection connection) {
        open.put(connection, System.nanoTime());
        connection.closeHandler(closed -> open.remove(connection));
    }

    /** The last request over an old connection says so. */
    private HttpClientRequest retired(HttpClientRequest request) {
        HttpConnection connection = request.connection();
        Long since = open.get(connection);
        if (since == null || System.nanoTime() - since < oldest || !open.remove(connection, since)) {
            return request;
        }
        switch (request.version()) {
            // Not at once: without a request under way it would close under this one.
            case HTTP_2 -> request.response().onComplete(begun -> connection.shutdown(1, TimeUnit.MINUTES));
            case HTTP_1_0, HTTP_1_1 -> request.putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
        }
        return request;
    }
}
