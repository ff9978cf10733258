package dev.sluice.mesh;

import dev.sluice.policy.ProbeTlsSpec;
import dev.sluice.wire.GatewayHttpOptions;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpVersion;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * The clients that ask for stamps: one for plain endpoints and one for each way to trust. Their connections are their own: a
 * version that hangs must not hide a gateway. One that is in use is never closed, whatever others need; what is bounded is how many ways
 * to trust a namespace may use at a time, so that nobody takes the place of others.
 */
final class RevisionClients {
    private final Vertx vertx;
    private final int each;
    private final int atOnce;
    private final long idle;
    private final LongSupplier nanos;
    private final Map<Optional<Trust>, Shared> clients = new HashMap<>();

    /** The same certificates are the same trust, however they are written. */
    private record Trust(List<String> certificates, boolean all) {
        static Trust of(ProbeTlsSpec tls) {
            return new Trust(
                    tls.caBundle()
                            .lines()
                            .map(String::strip)
                            .filter(line -> !line.isEmpty())
                            .toList(),
                    tls.insecureSkipVerify());
        }
    }

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
    }

    /** Empty when the namespace uses as many others already. */
    synchronized Optional<HttpClient> of(String namespace, Optional<ProbeTlsSpec> tls) {
        long now = nanos.getAsLong();
        clients.values().forEach(shared -> shared.users().values().removeIf(last -> now - last > idle));
        Optional<Trust> trust = tls.map(Trust::of);
        Shared known = clients.get(trust);
        boolean uses = known != null && known.users().containsKey(namespace);
        if (!uses && trust.isPresent() && used(namespace) >= each) {
            return Optional.empty();
        }
        Shared shared = known == null ? new Shared(open(tls), new HashMap<>()) : known;
        shared.users().put(namespace, now);
        clients.put(trust, shared);
        clients.values().removeIf(RevisionClients::closed);
        return Optional.of(shared.client());
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
