package dev.sluice.mesh;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.policy.ProbeTlsSpec;
import dev.sluice.wire.Certificate;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpMethod;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Connections are shared where the trust is the same, and nowhere else; nobody takes those of others. */
class RevisionClientsTest {
    private static final Optional<ProbeTlsSpec> PLAIN = Optional.empty();
    private static final Optional<ProbeTlsSpec> JVM = Optional.of(new ProbeTlsSpec(null, null));
    private static final Optional<ProbeTlsSpec> ANY = Optional.of(new ProbeTlsSpec(null, true));
    private static final String PEM = Certificate.of("localhost").pem();
    private static final Duration IDLE = Duration.ofSeconds(30);

    private final Vertx vertx = Vertx.vertx();
    private final AtomicLong now = new AtomicLong();
    private final RevisionClients clients = new RevisionClients(vertx, 2, 10, IDLE, now::get);

    @AfterEach
    void close() throws Exception {
        clients.close();
        vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    @Test
    void sharesOneWhereTheTrustIsTheSame() {
        assertThat(of("a", JVM)).isSameAs(of("b", Optional.of(new ProbeTlsSpec("", false))));
        assertThat(of("a", bundle(PEM))).isSameAs(of("b", bundle("\n" + PEM.replace("\n", "  \r\n"))));
    }

    @Test
    void sharesNoneWhereTheTrustDiffers() {
        assertThat(of("a", JVM)).isNotSameAs(of("a", ANY));
    }

    @Test
    void closesNoneThatIsInUseHoweverManyOthersNeed() {
        HttpClient mine = of("mine", JVM);

        IntStream.range(0, 100).forEach(i -> clients.of("other-" + i, bundle("# " + i + "\n" + PEM)));

        assertThat(of("mine", JVM)).isSameAs(mine);
        assertThat(mine.request(HttpMethod.GET, 1, "127.0.0.1", "/")
                        .toCompletionStage()
                        .toCompletableFuture())
                .as("a closed client says so, and not that nobody listens")
                .failsWithin(Duration.ofSeconds(5))
                .withThrowableThat()
                .withMessageContaining("Connection refused");
    }

    @Test
    void givesANamespaceNoMoreThanItsShareAndOthersTheirs() {
        of("a", JVM);
        of("a", ANY);

        assertThat(clients.of("a", bundle(PEM))).isEmpty();
        assertThat(clients.of("a", ANY)).isPresent();
        assertThat(clients.of("a", PLAIN)).isPresent();
        assertThat(clients.of("b", bundle(PEM))).isPresent();
    }

    @Test
    void givesUpWhatNobodyUsesAnyMore() {
        HttpClient jvm = of("a", JVM);
        of("a", ANY);
        now.addAndGet(IDLE.toNanos() + 1);

        assertThat(clients.of("a", bundle(PEM))).isPresent();

        assertThat(of("a", JVM)).isNotSameAs(jvm);
    }

    private HttpClient of(String namespace, Optional<ProbeTlsSpec> tls) {
        return clients.of(namespace, tls).orElseThrow();
    }

    private static Optional<ProbeTlsSpec> bundle(String pem) {
        return Optional.of(new ProbeTlsSpec(pem, null));
    }
}
