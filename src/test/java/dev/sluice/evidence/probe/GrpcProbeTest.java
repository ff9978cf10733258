package dev.sluice.evidence.probe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.analysis.ProbeOutcome;
import dev.sluice.analysis.ProbeResult;
import dev.sluice.analysis.VersionRole;
import dev.sluice.api.ProbeProtocol;
import dev.sluice.api.ProbeSpec;
import dev.sluice.rollout.TrafficTarget;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import java.time.Duration;
import java.util.HexFormat;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is made of the answers to a gRPC health check. */
class GrpcProbeTest {
    private static final HexFormat HEX = HexFormat.of();

    private volatile Consumer<HttpServerRequest> app = request -> answer(request, "0000000002" + "0801", "0");
    private final ProbedGateway gateway = new ProbedGateway(new HttpServerOptions(), request -> app.accept(request));

    @AfterEach
    void close() throws Exception {
        gateway.close();
    }

    @Test
    void asksTheStandardHealthCheck() {
        AtomicReference<HttpServerRequest> seen = new AtomicReference<>();
        AtomicReference<Buffer> body = new AtomicReference<>();
        app = request -> {
            seen.set(request);
            request.body().onSuccess(read -> {
                body.set(read);
                answer(request, "0000000002" + "0801", "0");
            });
        };

        assertThat(ask("shop.v1.Cart").detail()).isEqualTo("SERVING");

        HttpServerRequest request = seen.get();
        assertThat(request.version()).isEqualTo(HttpVersion.HTTP_2);
        assertThat(request.method().name()).isEqualTo("POST");
        assertThat(request.path()).isEqualTo("/grpc.health.v1.Health/Check");
        assertThat(request.getHeader("content-type")).isEqualTo("application/grpc");
        assertThat(request.getHeader("te")).isEqualTo("trailers");
        assertThat(request.getHeader("grpc-timeout")).isEqualTo("10000m");
        assertThat(request.getHeader(TrafficTarget.PIN_HEADER)).isEqualTo(ProbedGateway.TARGET.pin(VersionRole.Green));
        assertThat(body.get().getBytes())
                .asHexString()
                .isEqualToIgnoringCase("00" + "0000000E" + "0A0C" + hex("shop.v1.Cart"));
    }

    @ParameterizedTest
    @CsvSource({
        // 1 is SERVING, whatever stands around it.
        "0000000002 0801, 0, Passed, SERVING",
        "0000000007 0801 120361 6263, 0, Passed, SERVING",
        "0000000007 1203616263 0801, 0, Passed, SERVING",
        "000000000b 190000000000000001 0801, 0, Passed, SERVING",
        "0000000007 1501000000 0801, 0, Passed, SERVING",
        "0000000004 0802 0801, 0, Passed, SERVING",
        "0000000000, 0, Failed, UNKNOWN on",
        "0000000002 0802, 0, Failed, NOT_SERVING on",
        "0000000002 0803, 0, Failed, SERVICE_UNKNOWN on",
        "0000000002 0809, 0, Failed, status 9 on",
        "0000000003 088001, 0, Failed, status 128 on",
        "0100000002 0801, 0, Failed, 'a compressed answer, which was not asked for on'",
        "'', 0, Failed, an answer that is no HealthCheckResponse on",
        "0000000009 0801, 0, Failed, an answer that is no HealthCheckResponse on",
        "0000000002 08ff, 0, Failed, an answer that is no HealthCheckResponse on",
        "0000000002 12ff, 0, Failed, an answer that is no HealthCheckResponse on",
        "0000000001 0b, 0, Failed, an answer that is no HealthCheckResponse on",
        "'', 5, Failed, grpc-status 5 on",
        "'', 14, Failed, grpc-status 14 on"
    })
    void judgesTheAnswer(String message, String code, ProbeOutcome outcome, String detail) {
        app = request -> answer(request, message.replace(" ", ""), code);

        ProbeResult result = ask("");

        assertThat(result.detail())
                .isEqualTo(detail.endsWith(" on") ? detail + " /grpc.health.v1.Health/Check" : detail);
        assertThat(result.outcome()).isEqualTo(outcome);
        assertThat(result.status()).as("as gateways count it").isEqualTo(code.equals("14") ? 500 : 200);
        assertThat(result.took()).isPositive();
    }

    @Test
    void tellsUnavailableOfTheGatewayFromThatOfTheApp() {
        app = request -> ProbedGateway.pinned(request)
                .putHeader("content-type", "application/grpc")
                .putHeader("grpc-status", "14")
                .putHeader("grpc-message", "no healthy upstream")
                .end();

        assertThat(ask("").outcome()).isEqualTo(ProbeOutcome.Refused);
    }

    @Test
    void tellsWhatTheServerSays() {
        app = request -> ProbedGateway.fromTheApp(request)
                .putHeader("grpc-status", "12")
                .putHeader("grpc-message", "unknown service")
                .end();

        ProbeResult result = ask("");

        assertThat(result.outcome()).isEqualTo(ProbeOutcome.Failed);
        assertThat(result.detail()).isEqualTo("grpc-status 12 on /grpc.health.v1.Health/Check: unknown service");
    }

    @Test
    void failsAnAppThatKnowsNoGrpc() {
        app = request -> ProbedGateway.fromTheApp(request).end("<html>");

        assertThat(ask("").detail()).startsWith("no grpc-status on ").endsWith("this is no gRPC server");
    }

    @Test
    void failsAnotherStatus() {
        app = request -> ProbedGateway.fromTheApp(request).setStatusCode(404).end();

        assertThat(ask("").detail()).isEqualTo("status 404 on /grpc.health.v1.Health/Check");
    }

    @Test
    void isBlindWithoutTheStamp() {
        app = request -> request.response().putHeader("grpc-status", "12").end();

        assertThat(ask("").outcome()).isEqualTo(ProbeOutcome.Blind);
    }

    private ProbeResult ask(String service) {
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
                ProbeProtocol.GRPC,
                service,
                null,
                null,
                null);
        return ProbeParts.ask(gateway.vertx, ProbedGateway.TARGET, spec, gateway.endpoint());
    }

    private static void answer(HttpServerRequest request, String message, String code) {
        HttpServerResponse response = ProbedGateway.fromTheApp(request).putHeader("content-type", "application/grpc");
        response.putTrailer("grpc-status", code);
        response.end(Buffer.buffer(HEX.parseHex(message)));
    }

    private static String hex(String text) {
        return HEX.formatHex(text.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }
}
