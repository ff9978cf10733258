package dev.sluice.traffic.istio;

import dev.sluice.api.ProbeTlsSpec;
import dev.sluice.kubernetes.GatewayHttpOptions;
import dev.sluice.rollout.ProbeTrust;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpVersion;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * The clients that ask for stamps: one for plain endpoints and one for each way to trust. Their connections are their own: a
 * version that hangs must not hide a gateway. One that is in use is never closed, whatever others need; what is bounded is how many ways
 * to trust a namespace may use at a time, so that nobody takes the place of others.
 */
final class RevisionClients {
    private static final Duration SWEEP = Duration.ofSeconds(1);

    private final Vertx vertx;
    private final int each;
    private final int atOnce;
    private final long idle;
    private final LongSupplier nanos;
    /** By the digests of whom they trust; empty for plain endpoints. */
    private final Map<Optional<String>, Shared> clients = new HashMap<>();

    private long swept;

    /** A client and when each namespace has used it last. */
    private record Shared(HttpClient client, Map<String, Long> users) {}

    /**
     * Opens none yet.
     *
     * @param each how many ways to trust a namespace may use
     * @param atOnce how many questions are under way at most, of all namespaces together, so that none waits for a connection
     * @param idle what was not used for so long is not in use; longer than a request may take
     */
    RevisionClients(Vertx vertx, int each, int atOnce, Duration idle, LongSupplier nanos) {
        this.vertx = vertx;
        this.atOnce = atOnce;
        this.each = each;
        this.idle = idle.toNanos();
        this.nanos = nanos;
        this.swept = nanos.getAsLong();
    }

    /** Empty when the namespace uses as many others already. Nobody waits for another's trust to be worked out. */
    Optional<HttpClient> of(String namespace, Optional<ProbeTrust> trust) {
        Optional<String> digest = trust.map(ProbeTrust::digest);
        synchronized (this) {
            long now = nanos.getAsLong();
            sweep(now);
            Shared known = clients.get(digest);
            boolean uses = known != null && known.users().containsKey(namespace);
            if (!uses && digest.isPresent() && used(namespace) >= each) {
                return Optional.empty();
            }
            Shared shared = known == null ? new Shared(open(trust.map(ProbeTrust::tls)), new HashMap<>()) : known;
            shared.users().put(namespace, now);
            clients.put(digest, shared);
            return Optional.of(shared.client());
        }
    }

    /** Now and then: gateways are asked many times a second, for many namespaces. */
    private void sweep(long now) {
        if (now - swept >= SWEEP.toNanos()) {
            swept = now;
            clients.values().forEach(shared -> shared.users().values().removeIf(last -> now - last > idle));
            clients.values().removeIf(RevisionClients::closed);
        }
    }

    synchronized void close() {
        clients.values().forEach(shared -> shared.client().close());
        clients.clear();
    }

    private long used(String namespace) {
        return clients.entrySet().stream()
                .filter(one -> one.getKey().isPresent())
                .filter(one -> one.getValue().users().containsKey(namespace))
                .count();
    }

    private static boolean closed(Shared shared) {
        boolean unused = shared.users().isEmpty();
        if (unused) {
            shared.client().close();
        }
        return unused;
    }

    private HttpClient open(Optional<ProbeTlsSpec> tls) {
        return vertx.createHttpClient(GatewayHttpOptions.options(HttpVersion.HTTP_1_1, tls)
                .setMaxPoolSize(atOnce)
                .setMaxWaitQueueSize(atOnce));
    }
}
