package dev.sluice.mesh;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.policy.ProbeTlsSpec;
import io.vertx.core.Vertx;
import io.vertx.ext.web.client.WebClient;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Connections are shared where the trust is the same, and nowhere else. */
class StampClientsTest {
    private static final Optional<ProbeTlsSpec> PLAIN = Optional.empty();
    private static final Optional<ProbeTlsSpec> JVM = Optional.of(new ProbeTlsSpec(null, null));
    private static final Optional<ProbeTlsSpec> ANY = Optional.of(new ProbeTlsSpec(null, true));

    private final Vertx vertx = Vertx.vertx();
    private final StampClients clients = new StampClients(vertx, 2);

    @AfterEach
    void close() throws Exception {
        clients.close();
        vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    @Test
    void sharesOneWhereTheTrustIsTheSame() {
        assertThat(clients.of(JVM)).isSameAs(clients.of(Optional.of(new ProbeTlsSpec("", false))));
    }

    @Test
    void sharesNoneWhereTheTrustDiffers() {
        assertThat(clients.of(JVM)).isNotSameAs(clients.of(ANY));
    }

    @Test
    void givesUpTheOneThatWasNotUsedForLongest() {
        WebClient plain = clients.of(PLAIN);
        WebClient jvm = clients.of(JVM);
        clients.of(PLAIN);

        clients.of(ANY);

        assertThat(clients.of(PLAIN)).isSameAs(plain);
        assertThat(clients.of(JVM)).isNotSameAs(jvm);
    }
}
