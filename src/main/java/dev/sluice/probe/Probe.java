package dev.sluice.probe;

import dev.sluice.policy.ProbeHeaders;
import dev.sluice.policy.ProbeSpec;
import dev.sluice.rollout.Colour;
import dev.sluice.rollout.Ingress;
import dev.sluice.rollout.ProbeOutcome;
import dev.sluice.rollout.ProbeResult;
import dev.sluice.rollout.SecretHeaders;
import dev.sluice.rollout.Target;
import dev.sluice.wire.FairTurns;
import dev.sluice.wire.Wire;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.HostAndPort;
import io.vertx.core.net.SocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Supplier;

/** Sends one request, pinned to a version, and says what came of it. */
final class Probe implements AutoCloseable {
    /** Envoy sets it on every answer that came from the app; what lacks it was made up by the gateway. */
    private static final String UPSTREAM_TIME = "x-envoy-upstream-service-time";

    private static final int UNAVAILABLE = 503;

    private final Vertx vertx;
    private final Lines lines;
    private final Target target;
    private final ProbeSpec spec;
    private final Function<String, SecretHeaders> secrets;
    private final Bodies bodies;
    private final InstantSource clock;

    /** @param secrets the headers that stand in Secrets, for a host */
    Probe(
            Vertx vertx,
            Lines lines,
            Target target,
            ProbeSpec spec,
            Function<String, SecretHeaders> secrets,
            Bodies bodies,
            InstantSource clock) {
        this.vertx = vertx;
        this.secrets = secrets;
        this.clock = clock;
        this.lines = lines;
        this.target = target;
        this.spec = spec;
        this.bodies = bodies;
    }

    static boolean fromTheApp(Answer.Head head) {
        return head.headers().contains(UPSTREAM_TIME);
    }

    CompletableFuture<ProbeResult> send(Ingress door, Question question, Colour colour) {
        RequestOptions options = new RequestOptions()
                .setMethod(question.method())
                .setServer(SocketAddress.inetSocketAddress(door.port(), door.address()))
                .setHost(door.host())
                .setPort(door.port())
                .setURI(question.path());
        BodyReader body = new BodyReader(question, bodies.kept(), target.namespace());
        return answer(door, options, question, colour, body)
                .compose(answer -> weigh(answer, door, question, colour))
                .onComplete(_ -> body.close())
                .toCompletionStage()
                .toCompletableFuture();
    }

    private Future<Answer> answer(
            Ingress door, RequestOptions options, Question question, Colour colour, BodyReader body) {
        return switch (secrets.apply(door.host())) {
            case SecretHeaders.Known known ->
                request(door, options)
                        .compose(request -> exchange(request, known, door, question, colour, body))
                        .otherwise(error -> new Answer.Silence(Wire.why(error)));
            case SecretHeaders.Withheld withheld -> Future.succeededFuture(new Answer.Unsent(withheld.why()));
            case SecretHeaders.Unseen unseen -> Future.succeededFuture(new Answer.Unsent(unseen.why()));
        };
    }

    @Override
    public void close() {
        lines.close();
    }

    /** It has the client's own context from the first on, so that nothing of one exchange runs beside its event loop. */
    private Future<HttpClientRequest> request(Ingress door, RequestOptions options) {
        try {
            return lines.to(door).request(options);
        } catch (IllegalStateException | IllegalArgumentException e) {
            return Future.failedFuture(e);
        }
    }

    private Future<Answer> exchange(
            HttpClientRequest request,
            SecretHeaders.Known secret,
            Ingress door,
            Question question,
            Colour colour,
            BodyReader body) {
        MultiMap headers = request.headers().set("user-agent", "sluice");
        try {
            ProbeHeaders.chosen(spec.headers()).forEach(headers::set);
            ProbeHeaders.chosen(secret.values()).forEach(headers::set);
        } catch (IllegalArgumentException _) {
            // Its message would say the value.
            request.reset();
            return Future.succeededFuture(
                    new Answer.Unsent("a header of spec.health.probe has a character that cannot be sent; mend it"));
        }
        question.prepare(headers);
        headers.set(Target.PIN_HEADER, target.pin(colour));
        // Users ask for the host at the port of a Service, which the pod's own need not be.
        request.authority(HostAndPort.create(door.host(), -1));
        return new Exchange(vertx, request, body).run(question.content(), spec.timeout());
    }

    /** What needs a longer look is still of the moment at which the answer came. */
    private Future<ProbeResult> weigh(Answer answer, Ingress door, Question question, Colour colour) {
        Instant at = clock.instant();
        Finding finding = finding(answer, door, question);
        Optional<Supplier<Finding>> look =
                finding.outcome() == ProbeOutcome.Passed && answer instanceof Answer.Reply reply
                        ? question.longerLook(reply)
                        : Optional.empty();
        return look.map(longer -> longer(longer, question))
                .orElseGet(() -> Future.succeededFuture(finding))
                .map(found -> result(answer, found, at, door, colour));
    }

    private Future<Finding> longer(Supplier<Finding> look, Question question) {
        return Future.fromCompletionStage(bodies.look(target.namespace(), look))
                .recover(error -> crowded(error)
                        ? Future.succeededFuture(Finding.blind("bodyMatches keeps namespace " + target.namespace()
                                + " busy for longer than its share; look for less on " + question.path()
                                + ", use bodyContains alone, answer with smaller bodies, or lower health.probe.rate"))
                        : Future.failedFuture(error));
    }

    private static boolean crowded(Throwable error) {
        return error instanceof FairTurns.Crowded || error.getCause() instanceof FairTurns.Crowded;
    }

    private Finding finding(Answer answer, Ingress door, Question question) {
        return switch (answer) {
            case Answer.Silence silence ->
                Finding.blind("gateway " + door.gateway() + " cannot be reached: " + silence.why());
            case Answer.Unsent unsent -> Finding.blind(unsent.why());
            case Answer.Unread _ ->
                Finding.blind("the bodies that the probes of namespace " + target.namespace()
                        + " hold at once are too large; ask for smaller ones on " + question.path()
                        + ", look into them with bodyContains alone, or lower health.probe.rate");
            case Answer.Late late when late.head().filter(this::stranger).isPresent() -> unpinned(door, question);
            case Answer.Late late ->
                Finding.failed("no answer within " + spec.timeout().toMillis() + " ms on " + question.path());
            case Answer.Torn torn when stranger(torn.head()) -> unpinned(door, question);
            case Answer.Torn torn -> Finding.failed("the answer on " + question.path() + " broke off");
            case Answer.Reply reply when stranger(reply.head()) -> unpinned(door, question);
            case Answer.Reply reply
            when reply.head().status() == UNAVAILABLE && !fromTheApp(reply.head()) ->
                Finding.refused("503 from the gateway on " + question.path() + ": it could not reach the version");
            case Answer.Reply reply -> question.judge(reply);
        };
    }

    private static ProbeResult result(Answer answer, Finding finding, Instant at, Ingress door, Colour colour) {
        return new ProbeResult(
                at,
                colour,
                finding.outcome(),
                finding.detail(),
                door.gateway(),
                finding.counted(status(answer)),
                took(answer));
    }

    /** A head without the rollout's stamp did not come through the pinned route. */
    private boolean stranger(Answer.Head head) {
        String stamp = head.headers().get(Target.STAMP_HEADER);
        return stamp == null || !stamp.startsWith(target.rollout() + "/");
    }

    private static Finding unpinned(Ingress door, Question question) {
        return Finding.blind("gateway " + door.gateway()
                + " does not know the pinned route yet, or another http route takes " + question.path() + " before it");
    }

    private static int status(Answer answer) {
        Optional<Answer.Head> head = switch (answer) {
            case Answer.Reply reply -> Optional.of(reply.head());
            case Answer.Torn torn -> Optional.of(torn.head());
            case Answer.Late late -> late.head();
            case Answer.Silence _, Answer.Unread _, Answer.Unsent _ -> Optional.empty();
        };
        return head.map(Answer.Head::status).orElse(0);
    }

    private static Duration took(Answer answer) {
        return answer instanceof Answer.Reply reply ? reply.took() : Duration.ZERO;
    }
}
