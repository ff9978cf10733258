package dev.sluice.evidence.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.analysis.ProbeOutcome;
import dev.sluice.analysis.ProbeResult;
import dev.sluice.api.ProbePathSpec;
import dev.sluice.api.ProbeSpec;
import dev.sluice.kubernetes.FairBudget;
import dev.sluice.kubernetes.FairTurns;
import dev.sluice.rollout.TrafficTarget;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is made of bodies, the huge ones too. */
class BodyProbeTest {
    private static final String FILLER = "x".repeat(BodyReader.LONGEST);

    private static final TrafficTarget OTHER = new TrafficTarget(
            "other", ProbedGateway.TARGET.rollout(), "secret", "v1", "v2", "v2", ProbedGateway.TARGET.routes());

    private volatile Consumer<HttpServerRequest> app = request -> {};
    private final ProbedGateway gateway = new ProbedGateway(new HttpServerOptions(), request -> app.accept(request));

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
        app = request -> ProbedGateway.fromTheApp(request).end(body);

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
        app = request -> ProbedGateway.fromTheApp(request).end("well" + FILLER);

        assertThat(ask("well", "").outcome()).isEqualTo(ProbeOutcome.Passed);
    }

    @Test
    void saysHowFarItLookedForWhatItDidNotFind() {
        app = request -> ProbedGateway.fromTheApp(request).end(FILLER + "well");

        assertThat(ask("well", "").detail()).isEqualTo("the body's first 256 KiB on /cart lacks \"well\"");
    }

    /** What is not read says nothing of a version, and is given back. */
    @Test
    void isBlindWhereTheNamespaceReadsTooMuchAtOnce() {
        FairBudget bodies = new FairBudget(1000);
        app = request -> ProbedGateway.fromTheApp(request).end("well" + FILLER);

        ProbeResult result = ask("", "well", BodyBudget.of(bodies));

        assertThat(result.outcome()).isEqualTo(ProbeOutcome.Blind);
        assertThat(result.detail()).contains("ask for smaller ones on /cart");
        assertThat(bodies.held()).isZero();
    }

    /** A text is looked for while the body comes, so that a namespace's share can be as small as it likes. */
    @Test
    void keepsNothingOfABodyInWhichATextIsLookedFor() {
        FairBudget none = new FairBudget(0);
        app = request -> ProbedGateway.fromTheApp(request).end(FILLER.substring(4) + "well" + FILLER);

        assertThat(ask("well", "", BodyBudget.of(none)).outcome()).isEqualTo(ProbeOutcome.Passed);
        assertThat(ask("ill", "", BodyBudget.of(none)).outcome()).isEqualTo(ProbeOutcome.Failed);
    }

    @Test
    void findsATextThatComesInPieces() {
        byte[] text = "all is w\u00e9ll".getBytes(StandardCharsets.UTF_8);
        app = request -> {
            HttpServerResponse response = ProbedGateway.fromTheApp(request).setChunked(true);
            for (byte one : text) {
                response.write(Buffer.buffer(new byte[] {one}));
            }
            response.end();
        };

        assertThat(ask("is w\u00e9", "").outcome()).isEqualTo(ProbeOutcome.Passed);
        assertThat(ask("is w\u00e8", "").outcome()).isEqualTo(ProbeOutcome.Failed);
    }

    /** An expression and a body of somebody's choice may take long; no other probe waits for that. */
    @Test
    void looksForExpressionsBesideTheEventLoops() {
        app = request -> ProbedGateway.fromTheApp(request).end("all is well");
        BlockingQueue<Runnable> work = new LinkedBlockingQueue<>();
        BodyBudget held = new BodyBudget(new FairBudget(1 << 20), new FairTurns(2, 10), work::add);
        CompletableFuture<ProbeResult> slow = later(() -> ask("", "well", held));
        await().until(() -> work.size() == 1);

        assertThat(ask("well", "").outcome()).isEqualTo(ProbeOutcome.Passed);

        assertThat(slow).isNotDone();
        assertThat(held.kept().held()).isPositive();
        work.remove().run();
        assertThat(slow.join().outcome()).isEqualTo(ProbeOutcome.Passed);
        assertThat(held.kept().held()).isZero();
    }

    @Test
    void isBlindWhereTheExpressionsOfItsNamespaceTakeLongAndNobodyElseIs() {
        app = request -> ProbedGateway.fromTheApp(request).end("all is well");
        BlockingQueue<Runnable> work = new LinkedBlockingQueue<>();
        BodyBudget held = new BodyBudget(new FairBudget(1 << 20), new FairTurns(2, 1), work::add);
        CompletableFuture<ProbeResult> slow = later(() -> ask("", "well", held));
        await().until(() -> work.size() == 1);

        Object beyond = CompletableFuture.anyOf(later(() -> ask("", "well", held)), later(() -> ask("", "well", held)))
                .join();

        assertThat(((ProbeResult) beyond).outcome()).isEqualTo(ProbeOutcome.Blind);
        assertThat(((ProbeResult) beyond).detail()).contains("bodyMatches keeps namespace ns busy", "on /cart");
        CompletableFuture<ProbeResult> other = later(() -> ask(OTHER, "", "well", held));
        await().until(() -> work.size() == 2);
        work.forEach(Runnable::run);
        assertThat(other.join().outcome()).isEqualTo(ProbeOutcome.Passed);
        assertThat(slow.join().outcome()).isEqualTo(ProbeOutcome.Passed);
    }

    @Test
    void looksForAnExpressionInTheBeginningOfABodyOnly() {
        String before = "x".repeat(HttpProbe.MATCHED - 4);
        app = request -> ProbedGateway.fromTheApp(request).end(before + "wellall");

        assertThat(ask("", "well").outcome()).isEqualTo(ProbeOutcome.Passed);
        assertThat(ask("", "all").detail()).isEqualTo("the body's first 64 KiB on /cart does not match \"all\"");
        assertThat(ask("all", "").outcome()).isEqualTo(ProbeOutcome.Passed);
    }

    /** Writes until nobody listens. */
    private void endless(HttpServerRequest request) {
        ProbedGateway.fromTheApp(request).setChunked(true);
        more(request);
    }

    private void more(HttpServerRequest request) {
        request.response().write(Buffer.buffer(FILLER)).onSuccess(written -> more(request));
    }

    private ProbeResult ask(String contains, String matches) {
        return ask(contains, matches, BodyBudget.usual());
    }

    private ProbeResult ask(String contains, String matches, BodyBudget bodies) {
        return ask(ProbedGateway.TARGET, contains, matches, bodies);
    }

    private ProbeResult ask(TrafficTarget target, String contains, String matches, BodyBudget bodies) {
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
                null,
                null);
        return ProbeParts.ask(gateway.vertx, target, spec, gateway.endpoint(), bodies);
    }

    private static <T> CompletableFuture<T> later(Supplier<T> what) {
        return CompletableFuture.supplyAsync(what, Thread::startVirtualThread);
    }
}
