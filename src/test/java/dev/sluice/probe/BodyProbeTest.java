package dev.sluice.probe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.policy.ProbePathSpec;
import dev.sluice.policy.ProbeSpec;
import dev.sluice.rollout.ProbeOutcome;
import dev.sluice.rollout.ProbeResult;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is made of bodies, the huge ones too. */
class BodyProbeTest {
    private static final String FILLER = "x".repeat(BodyReader.LONGEST);

    private volatile Consumer<HttpServerRequest> app = request -> {};
    private final FakeGateway gateway = new FakeGateway(new HttpServerOptions(), request -> app.accept(request));

    @AfterEach
    void close() throws Exception {
        gateway.close();
    }

    @ParameterizedTest
    @CsvSource({
        "'{\"up\": true}', '', '\"up\": *true', Passed, status 200",
        "'{\"up\": false}', '', '\"up\": *true', Failed, 'the body on /cart does not match \"\"up\": *true\"'",
        "'all is well', well, '^all', Passed, status 200",
        "'all is well', well, '^is', Failed, 'the body on /cart does not match \"^is\"'",
        "'all is bad', well, '^all', Failed, 'the body on /cart lacks \"well\"'"
    })
    void looksIntoTheBody(String body, String contains, String matches, ProbeOutcome outcome, String detail) {
        app = request -> FakeGateway.fromTheApp(request).end(body);

        ProbeResult result = ask(contains, matches);

        assertThat(result.outcome()).isEqualTo(outcome);
        assertThat(result.detail()).isEqualTo(detail);
    }

    @Test
    void readsNoMoreOfAHugeBodyThanItNeeds() {
        app = this::endless;

        ProbeResult result = ask("", "");

        assertThat(result.outcome()).isEqualTo(ProbeOutcome.Passed);
        assertThat(result.status()).isEqualTo(200);
        assertThat(result.took()).isPositive();
    }

    @Test
    void findsInAHugeBodyWhatStandsAtItsBeginning() {
        app = request -> FakeGateway.fromTheApp(request).end("well" + FILLER);

        assertThat(ask("well", "").outcome()).isEqualTo(ProbeOutcome.Passed);
    }

    @Test
    void saysHowFarItLookedForWhatItDidNotFind() {
        app = request -> FakeGateway.fromTheApp(request).end(FILLER + "well");

        assertThat(ask("well", "").detail()).isEqualTo("the body's first 256 KiB on /cart lacks \"well\"");
    }

    /** What is not read says nothing of a version, and is given back. */
    @Test
    void isBlindWhereTheNamespaceReadsTooMuchAtOnce() {
        BodyBudget bodies = new BodyBudget(1000);
        app = request -> FakeGateway.fromTheApp(request).end("well" + FILLER);

        ProbeResult result = ask("", "well", bodies);

        assertThat(result.outcome()).isEqualTo(ProbeOutcome.Blind);
        assertThat(result.detail()).contains("ask for smaller ones on /cart");
        assertThat(bodies.held()).isZero();
    }

    /** A text is looked for while the body comes, so that a namespace's share can be as small as it likes. */
    @Test
    void keepsNothingOfABodyInWhichATextIsLookedFor() {
        BodyBudget none = new BodyBudget(0);
        app = request -> FakeGateway.fromTheApp(request).end(FILLER.substring(4) + "well" + FILLER);

        assertThat(ask("well", "", none).outcome()).isEqualTo(ProbeOutcome.Passed);
        assertThat(ask("ill", "", none).outcome()).isEqualTo(ProbeOutcome.Failed);
    }

    @Test
    void findsATextThatComesInPieces() {
        byte[] text = "all is w\u00e9ll".getBytes(StandardCharsets.UTF_8);
        app = request -> {
            HttpServerResponse response = FakeGateway.fromTheApp(request).setChunked(true);
            for (byte one : text) {
                response.write(Buffer.buffer(new byte[] {one}));
            }
            response.end();
        };

        assertThat(ask("is w\u00e9", "").outcome()).isEqualTo(ProbeOutcome.Passed);
        assertThat(ask("is w\u00e8", "").outcome()).isEqualTo(ProbeOutcome.Failed);
    }

    /** Writes until nobody listens. */
    private void endless(HttpServerRequest request) {
        FakeGateway.fromTheApp(request).setChunked(true);
        more(request);
    }

    private void more(HttpServerRequest request) {
        request.response().write(Buffer.buffer(FILLER)).onSuccess(written -> more(request));
    }

    private ProbeResult ask(String contains, String matches) {
        return ask(contains, matches, BodyBudget.usual());
    }

    private ProbeResult ask(String contains, String matches, BodyBudget bodies) {
        ProbeSpec spec = new ProbeSpec(
                null,
                null,
                null,
                null,
                null,
                null,
                Duration.ofSeconds(10),
                null,
                List.of(new ProbePathSpec("/cart", null, null, contains, matches)),
                null,
                null,
                null,
                null,
                null);
        return ProbeParts.ask(gateway.vertx, FakeGateway.TARGET, spec, gateway.door(), bodies);
    }
}
