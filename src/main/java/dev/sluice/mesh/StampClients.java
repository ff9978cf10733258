package dev.sluice.mesh;

import dev.sluice.policy.ProbeTlsSpec;
import dev.sluice.wire.Wire;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.client.WebClient;
import io.vertx.ext.web.client.WebClientOptions;
import java.util.LinkedHashMap;
import java.util.Optional;

/**
 * The clients that ask for stamps: one for plain doors and one for each way to trust. Their connections are their own: a
 * version that hangs must not hide a gateway.
 */
final class StampClients {
    private static final int POOL = 256;

    private final Vertx vertx;
    private final int kept;
    private final LinkedHashMap<Optional<ProbeTlsSpec>, WebClient> clients = new LinkedHashMap<>(16, 0.75f, true);

    /**
     * Opens none yet.
     *
     * @param kept how many may be open; the one that was not used for longest is closed
     */
    StampClients(Vertx vertx, int kept) {
        this.vertx = vertx;
        this.kept = kept;
    }

    synchronized WebClient of(Optional<ProbeTlsSpec> tls) {
        WebClient client = clients.computeIfAbsent(tls, this::open);
        if (clients.size() > kept) {
            clients.pollFirstEntry().getValue().close();
        }
        return client;
    }

    synchronized void close() {
        clients.values().forEach(WebClient::close);
        clients.clear();
    }

    private WebClient open(Optional<ProbeTlsSpec> tls) {
        HttpClientOptions options = Wire.options(HttpVersion.HTTP_1_1, tls);
        return WebClient.create(
                vertx,
                new WebClientOptions(options)
                        .setFollowRedirects(false)
                        .setUserAgent("sluice")
                        .setMaxPoolSize(POOL)
                        .setMaxWaitQueueSize(POOL));
    }
}
