package dev.sluice.evidence.probe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.analysis.ProbeOutcome;
import dev.sluice.analysis.ProbeResult;
import dev.sluice.api.ProbeSpec;
import dev.sluice.rollout.SecretHeaders;
import io.vertx.core.http.HttpServerOptions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Probes that bring what a Secret holds. */
final class SecretProbeTest {
    private final Queue<String> seen = new ConcurrentLinkedQueue<>();
    private final ProbedGateway gateway = new ProbedGateway(new HttpServerOptions(), request -> {
        seen.add(request.getHeader("authorization") + " " + request.getHeader("x-team"));
        ProbedGateway.fromTheApp(request).end();
    });

    @AfterEach
    void close() throws Exception {
        gateway.close();
    }

    @Test
    void bringIt() {
        ProbeResult result = ask("a", host -> new SecretHeaders.Known(Map.of("Authorization", "for " + host)));

        assertThat(result.outcome()).isEqualTo(ProbeOutcome.Passed);
        assertThat(seen).containsExactly("for shop.example.com a");
    }

    @Test
    void areBlindAndNotSentWithoutIt() {
        for (SecretHeaders missing : List.of(new SecretHeaders.Withheld("why"), new SecretHeaders.Unseen("why"))) {
            ProbeResult result = ask("a", _ -> missing);

            assertThat(result.outcome()).isEqualTo(ProbeOutcome.Blind);
            assertThat(result.detail()).isEqualTo("why");
            assertThat(result.status()).isZero();
        }
        assertThat(seen).isEmpty();
    }

    @Test
    void areBlindAndSilentAboutAValueThatCannotBeSent() {
        for (ProbeResult result : List.of(
                ask("a", _ -> new SecretHeaders.Known(Map.of("Authorization", "hunter2\nX-More: 1"))),
                ask("hunter2\nX-More: 1", _ -> SecretHeaders.NONE))) {
            assertThat(result.outcome()).isEqualTo(ProbeOutcome.Blind);
            assertThat(result.detail()).contains("cannot be sent").doesNotContain("hunter2");
        }
        assertThat(seen).isEmpty();
    }

    private ProbeResult ask(String team, Function<String, SecretHeaders> secrets) {
        ProbeSpec spec =
                new ProbeSpec(null, null, null, Map.of("x-team", team), null, null, Duration.ofSeconds(10), null);
        return ProbeParts.ask(
                gateway.vertx, ProbedGateway.TARGET, spec, secrets, gateway.endpoint(), BodyBudget.usual());
    }
}
