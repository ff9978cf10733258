package dev.sluice.traffic.istio;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.api.ProbeTlsSpec;
import dev.sluice.kubernetes.Certificate;
import dev.sluice.rollout.ProbeTrust;
import dev.sluice.rollout.TrustParts;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpMethod;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Connections are shared where the trust is the same, and nowhere else; nobody takes those of others. */
class RevisionClientsTest {
    private static final Optional<ProbeTrust> PLAIN = Optional.empty();
    private static final Optional<ProbeTrust> JVM = Optional.of(new ProbeTrust(new ProbeTlsSpec(null, null)));
    private static final Optional<ProbeTrust> ANY = Optional.of(new ProbeTrust(new ProbeTlsSpec(null, true)));
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
        assertThat(of("a", JVM)).isSameAs(of("b", Optional.of(new ProbeTrust(new ProbeTlsSpec("", false)))));
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

    /** A bundle may have 256 KiB, and each gateway is asked many times a second. */
    @Test
    void worksATrustOutOnceHoweverOftenItIsAskedFor() {
        AtomicInteger times = new AtomicInteger();
        ProbeTrust trust = TrustParts.worked(_ -> "work " + times.incrementAndGet());
        HttpClient first = of("a", Optional.of(trust));

        IntStream.range(0, 100)
                .forEach(_ -> assertThat(of("a", Optional.of(trust))).isSameAs(first));

        assertThat(times).hasValue(1);
    }

    @Test
    void keepsNobodyWaitingWhileATrustIsWorkedOut() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch end = new CountDownLatch(1);
        ProbeTrust large = TrustParts.worked(_ -> {
            begun.countDown();
            awaited(end);
            return "large";
        });
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            try {
                Future<?> evil = threads.submit(() -> of("evil", Optional.of(large)));
                assertThat(begun.await(30, TimeUnit.SECONDS)).isTrue();

                assertThat(threads.submit(() -> of("victim", PLAIN))).succeedsWithin(Duration.ofSeconds(30));

                assertThat(evil).isNotDone();
            } finally {
                end.countDown();
            }
        }
    }

    private static void awaited(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private HttpClient of(String namespace, Optional<ProbeTrust> tls) {
        return clients.of(namespace, tls).orElseThrow();
    }

    private static Optional<ProbeTrust> bundle(String pem) {
        return Optional.of(new ProbeTrust(new ProbeTlsSpec(pem, null)));
    }
}
