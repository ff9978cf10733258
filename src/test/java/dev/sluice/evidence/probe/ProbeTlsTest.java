package dev.sluice.evidence.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.analysis.ProbeOutcome;
import dev.sluice.analysis.ProbeResult;
import dev.sluice.api.ProbeProtocol;
import dev.sluice.api.ProbeSpec;
import dev.sluice.api.ProbeTlsSpec;
import dev.sluice.kubernetes.Certificate;
import dev.sluice.rollout.ProbeTrust;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A gateway that serves the host over TLS only. */
class ProbeTlsTest {
    private static final Certificate RIGHT = Certificate.of("shop.example.com");
    private static final Certificate OTHER = Certificate.of("other.example.com");

    private final Queue<HttpServerRequest> seen = new ConcurrentLinkedQueue<>();
    private @Nullable ProbedGateway gateway;

    @AfterEach
    void close() throws Exception {
        if (gateway != null) {
            gateway.close();
        }
    }

    @ParameterizedTest
    @CsvSource({"HTTP1, HTTP_1_1", "HTTP2, HTTP_2"})
    void asksByTheHostsNameWhatTheBundleVouchesFor(ProbeProtocol protocol, String version) {
        ProbeResult result = ask(RIGHT, new ProbeTlsSpec(RIGHT.pem(), null), protocol);

        assertThat(result.detail()).isEqualTo("status 200");
        HttpServerRequest request = seen.remove();
        assertThat(request.connection().indicatedServerName()).isEqualTo("shop.example.com");
        assertThat(request.version()).hasToString(version);
        assertThat(request.authority()).hasToString("shop.example.com");
        assertThat(result.took()).isPositive();
    }

    @Test
    void isBlindToAGatewayThatNobodyVouchesFor() {
        ProbeResult result = ask(RIGHT, new ProbeTlsSpec(null, null), ProbeProtocol.HTTP1);

        assertThat(result.outcome()).isEqualTo(ProbeOutcome.Blind);
        assertThat(result.detail())
                .startsWith("gateway gw-0 cannot be reached: TLS: ")
                .contains("spec.health.probe.tls.caBundle");
        assertThat(seen).as("requests that carried the secret").isEmpty();
    }

    @Test
    void isBlindToACertificateOfAnotherName() {
        ProbeResult result = ask(OTHER, new ProbeTlsSpec(OTHER.pem(), null), ProbeProtocol.HTTP1);

        assertThat(result.outcome()).isEqualTo(ProbeOutcome.Blind);
        assertThat(result.detail()).contains("spec.health.probe.host");
        assertThat(seen).as("requests that carried the secret").isEmpty();
    }

    @Test
    void takesAnyCertificateWhenToldSo() {
        assertThat(ask(OTHER, new ProbeTlsSpec(null, true), ProbeProtocol.HTTP1).outcome())
                .isEqualTo(ProbeOutcome.Passed);
    }

    private ProbeResult ask(Certificate certificate, ProbeTlsSpec trust, ProbeProtocol protocol) {
        ProbedGateway made = new ProbedGateway(certificate.server(), request -> {
            seen.add(request);
            ProbedGateway.fromTheApp(request).end();
        });
        gateway = made;
        ProbeSpec spec = new ProbeSpec(
                null,
                null,
                null,
                null,
                null,
                null,
                Duration.ofSeconds(10),
                null,
                null,
                null,
                protocol,
                null,
                trust,
                null,
                null);
        // The first handshakes of a process take longer than a probe waits for a connection.
        return await().until(
                        () -> ProbeParts.ask(
                                made.vertx,
                                ProbedGateway.TARGET,
                                spec,
                                made.endpoint().over(new ProbeTrust(trust))),
                        result -> !result.detail().contains("getting a connection"));
    }
}
