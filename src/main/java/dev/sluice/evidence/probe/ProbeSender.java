package dev.sluice.evidence.probe;

import dev.sluice.analysis.ProbeOutcome;
import dev.sluice.analysis.ProbeResult;
import dev.sluice.analysis.VersionRole;
import dev.sluice.api.ProbeHeaders;
import dev.sluice.api.ProbeSpec;
import dev.sluice.kubernetes.FairTurns;
import dev.sluice.kubernetes.GatewayHttpOptions;
import dev.sluice.rollout.GatewayEndpoint;
import dev.sluice.rollout.SecretHeaders;
import dev.sluice.rollout.TrafficTarget;
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
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Supplier;

/** Sends one request, pinned to a version, and says what came of it. */
final class ProbeSender implements AutoCloseable {
    /** Envoy sets it on every answer that came from the app; what lacks it was made up by the gateway. */
    private static final String UPSTREAM_TIME = "x-envoy-upstream-service-time";

    private static final int UNAVAILABLE = 503;

    private final Vertx vertx;
    private final GatewayConnectionPools lines;
    private final TrafficTarget target;
    private final ProbeSpec spec;
    private final Function<String, SecretHeaders> secrets;
    private final BodyBudget bodies;
    private final InstantSource clock;
    private final Map<String, String> plain;

    /** @param secrets the headers that stand in Secrets, for a host */
    ProbeSender(
            Vertx vertx,
            GatewayConnectionPools lines,
            TrafficTarget target,
            ProbeSpec spec,
            Function<String, SecretHeaders> secrets,
            BodyBudget bodies,
            InstantSource clock) {
        this.vertx = vertx;
        this.secrets = secrets;
        this.clock = clock;
        this.lines = lines;
        this.target = target;
        this.spec = spec;
        this.bodies = bodies;
        this.plain = ProbeHeaders.chosen(spec.headers());
    }

    /** What a request takes of what people say, in bytes; all else is small. */
    int bytes(GatewayEndpoint endpoint, ProbeRequest question) {
        int secret = secrets.apply(endpoint.host()) instanceof SecretHeaders.Known(Map<String, String> values)
                ? ProbeHeaders.size(values)
                : 0;
        return ProbeHeaders.size(plain)
                + secret
                + question.path().length()
                + endpoint.host().length()
                + question.content().length();
    }

    static boolean fromTheApp(ProbeResponse.Head head) {
        return head.headers().contains(UPSTREAM_TIME);
    }

    CompletableFuture<ProbeResult> send(GatewayEndpoint endpoint, ProbeRequest question, VersionRole role) {
        RequestOptions options = new RequestOptions()
                .setMethod(question.method())
                .setServer(SocketAddress.inetSocketAddress(endpoint.port(), endpoint.address()))
                .setHost(endpoint.host())
                .setPort(endpoint.port())
                .setURI(question.path());
        BodyReader body = new BodyReader(question, bodies.kept(), target.namespace());
        return answer(endpoint, options, question, role, body)
                .compose(answer -> weigh(answer, endpoint, question, role))
                .onComplete(_ -> body.close())
                .toCompletionStage()
                .toCompletableFuture();
    }

    private Future<ProbeResponse> answer(
            GatewayEndpoint endpoint,
            RequestOptions options,
            ProbeRequest question,
            VersionRole role,
            BodyReader body) {
        return switch (secrets.apply(endpoint.host())) {
            case SecretHeaders.Known known -> answer(endpoint, options, known, question, role, body);
            case SecretHeaders.Withheld withheld -> Future.succeededFuture(new ProbeResponse.Unsent(withheld.why()));
            case SecretHeaders.Unseen unseen -> Future.succeededFuture(new ProbeResponse.Unsent(unseen.why()));
        };
    }

    private Future<ProbeResponse> answer(
            GatewayEndpoint endpoint,
            RequestOptions options,
            SecretHeaders.Known known,
            ProbeRequest question,
            VersionRole role,
            BodyReader body) {
        Map<String, String> headers = new HashMap<>(plain);
        headers.putAll(ProbeHeaders.chosen(known.values()));
        return ProbeHeaders.excess(headers)
                .map(why -> Future.<ProbeResponse>succeededFuture(new ProbeResponse.Unsent(why)))
                .orElseGet(() -> request(endpoint, options)
                        .compose(request -> exchange(request, headers, endpoint, question, role, body))
                        .otherwise(error -> new ProbeResponse.Silence(GatewayHttpOptions.why(error))));
    }

    @Override
    public void close() {
        lines.close();
    }

    /** It has the client's own context from the first on, so that nothing of one exchange runs beside its event loop. */
    private Future<HttpClientRequest> request(GatewayEndpoint endpoint, RequestOptions options) {
        try {
            return lines.to(endpoint).request(options);
        } catch (IllegalStateException | IllegalArgumentException e) {
            return Future.failedFuture(e);
        }
    }

    private Future<ProbeResponse> exchange(
            HttpClientRequest request,
            Map<String, String> own,
            GatewayEndpoint endpoint,
            ProbeRequest question,
            VersionRole role,
            BodyReader body) {
        MultiMap headers = request.headers().set("user-agent", "sluice");
        try {
            own.forEach(headers::set);
        } catch (IllegalArgumentException _) {
            // Its message would say the value.
            request.reset();
            return Future.succeededFuture(new ProbeResponse.Unsent(
                    "a header of spec.health.probe has a character that cannot be sent; mend it"));
        }
        question.prepare(headers);
        headers.set(TrafficTarget.PIN_HEADER, target.pin(role));
        // Users ask for the host at the port of a Service, which the pod's own need not be.
        request.authority(HostAndPort.create(endpoint.host(), -1));
        return new HttpExchange(vertx, request, body).run(question.content(), spec.timeout());
    }

    /** What needs a longer look is still of the moment at which the answer came. */
    private Future<ProbeResult> weigh(
            ProbeResponse answer, GatewayEndpoint endpoint, ProbeRequest question, VersionRole role) {
        Instant at = clock.instant();
        ProbeClassification finding = finding(answer, endpoint, question);
        Optional<Supplier<ProbeClassification>> look =
                finding.outcome() == ProbeOutcome.Passed && answer instanceof ProbeResponse.Reply reply
                        ? question.longerLook(reply)
                        : Optional.empty();
        return look.map(longer -> longer(longer, question))
                .orElseGet(() -> Future.succeededFuture(finding))
                .map(found -> result(answer, found, at, endpoint, role));
    }

    private Future<ProbeClassification> longer(Supplier<ProbeClassification> look, ProbeRequest question) {
        return Future.fromCompletionStage(bodies.look(target.namespace(), look))
                .recover(error -> crowded(error)
                        ? Future.succeededFuture(
                                ProbeClassification.blind(
                                        "bodyMatches keeps namespace " + target.namespace()
                                                + " busy for longer than its share; look for less on " + question.path()
                                                + ", use bodyContains alone, answer with smaller bodies, or lower health.probe.rate"))
                        : Future.failedFuture(error));
    }

    private static boolean crowded(Throwable error) {
        return error instanceof FairTurns.Crowded || error.getCause() instanceof FairTurns.Crowded;
    }

    private ProbeClassification finding(ProbeResponse answer, GatewayEndpoint endpoint, ProbeRequest question) {
        return switch (answer) {
            case ProbeResponse.Silence silence ->
                ProbeClassification.blind("gateway " + endpoint.gateway() + " cannot be reached: " + silence.why());
            case ProbeResponse.Unsent unsent -> ProbeClassification.blind(unsent.why());
            case ProbeResponse.Unread _ ->
                ProbeClassification.blind("the bodies that the probes of namespace " + target.namespace()
                        + " hold at once are too large; ask for smaller ones on " + question.path()
                        + ", look into them with bodyContains alone, or lower health.probe.rate");
            case ProbeResponse.Late late
            when late.head().filter(this::stranger).isPresent() -> unpinned(endpoint, question);
            case ProbeResponse.Late late ->
                ProbeClassification.failed(
                        "no answer within " + spec.timeout().toMillis() + " ms on " + question.path());
            case ProbeResponse.Torn torn when stranger(torn.head()) -> unpinned(endpoint, question);
            case ProbeResponse.Torn torn ->
                ProbeClassification.failed("the answer on " + question.path() + " broke off");
            case ProbeResponse.Reply reply when stranger(reply.head()) -> unpinned(endpoint, question);
            case ProbeResponse.Reply reply
            when reply.head().status() == UNAVAILABLE && !fromTheApp(reply.head()) ->
                ProbeClassification.refused(
                        "503 from the gateway on " + question.path() + ": it could not reach the version");
            case ProbeResponse.Reply reply -> question.judge(reply);
        };
    }

    private static ProbeResult result(
            ProbeResponse answer, ProbeClassification finding, Instant at, GatewayEndpoint endpoint, VersionRole role) {
        return new ProbeResult(
                at,
                role,
                finding.outcome(),
                finding.detail(),
                endpoint.gateway(),
                finding.counted(status(answer)),
                took(answer));
    }

    /** A head without the rollout's stamp did not come through the pinned route. */
    private boolean stranger(ProbeResponse.Head head) {
        String stamp = head.headers().get(TrafficTarget.STAMP_HEADER);
        return stamp == null || !stamp.startsWith(target.rollout() + "/");
    }

    private static ProbeClassification unpinned(GatewayEndpoint endpoint, ProbeRequest question) {
        return ProbeClassification.blind("gateway " + endpoint.gateway()
                + " does not know the pinned route yet, or another http route takes " + question.path() + " before it");
    }

    private static int status(ProbeResponse answer) {
        Optional<ProbeResponse.Head> head = switch (answer) {
            case ProbeResponse.Reply reply -> Optional.of(reply.head());
            case ProbeResponse.Torn torn -> Optional.of(torn.head());
            case ProbeResponse.Late late -> late.head();
            case ProbeResponse.Silence _, ProbeResponse.Unread _, ProbeResponse.Unsent _ -> Optional.empty();
        };
        return head.map(ProbeResponse.Head::status).orElse(0);
    }

    private static Duration took(ProbeResponse answer) {
        return answer instanceof ProbeResponse.Reply reply ? reply.took() : Duration.ZERO;
    }
}
