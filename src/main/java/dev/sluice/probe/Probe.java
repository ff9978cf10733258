package dev.sluice.probe;

import dev.sluice.policy.ProbeSpec;
import dev.sluice.policy.StatusRange;
import dev.sluice.rollout.Colour;
import dev.sluice.rollout.Ingress;
import dev.sluice.rollout.ProbeOutcome;
import dev.sluice.rollout.ProbeResult;
import dev.sluice.rollout.Target;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.net.SocketAddress;
import io.vertx.ext.web.client.HttpRequest;
import io.vertx.ext.web.client.HttpResponse;
import io.vertx.ext.web.client.WebClient;
import java.net.ConnectException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Sends one request, pinned to a version, and says what came of it. */
final class Probe {
    /** Envoy sets it on every answer that came from the app; what lacks it was made up by the gateway. */
    private static final String UPSTREAM_TIME = "x-envoy-upstream-service-time";

    private static final int UNAVAILABLE = 503;

    /** The client's timeout ends with the first byte; a body that trickles is ended by this much more. */
    private static final long GRACE_MS = 100;

    private final WebClient web;
    private final Target target;
    private final ProbeSpec spec;
    private final List<StatusRange> healthy;

    Probe(WebClient web, Target target, ProbeSpec spec) {
        this.web = web;
        this.target = target;
        this.spec = spec;
        this.healthy = spec.statuses();
    }

    CompletableFuture<ProbeResult> send(Ingress door, Colour colour) {
        long begun = System.nanoTime();
        return request(door, colour)
                .send()
                .toCompletionStage()
                .toCompletableFuture()
                .orTimeout(spec.timeout().toMillis() + GRACE_MS, TimeUnit.MILLISECONDS)
                .handle((response, error) -> response == null
                        ? broken(colour, door, error)
                        : answered(response, result(colour, door, response), begun));
    }

    private HttpRequest<Buffer> request(Ingress door, Colour colour) {
        SocketAddress gateway = SocketAddress.inetSocketAddress(door.port(), door.address());
        HttpRequest<Buffer> request =
                web.request(HttpMethod.valueOf(spec.method()), gateway, door.port(), door.host(), door.path());
        spec.headers().forEach(request::putHeader);
        return request.putHeader(Target.PIN_HEADER, target.pin(colour))
                .followRedirects(false)
                .timeout(spec.timeout().toMillis());
    }

    private static ProbeResult answered(HttpResponse<Buffer> response, ProbeResult known, long begun) {
        return new ProbeResult(
                known.at(),
                known.colour(),
                known.outcome(),
                known.detail(),
                known.gateway(),
                response.statusCode(),
                Duration.ofNanos(System.nanoTime() - begun));
    }

    private ProbeResult result(Colour colour, Ingress door, HttpResponse<Buffer> response) {
        String stamp = response.getHeader(Target.STAMP_HEADER);
        if (stamp == null || !stamp.startsWith(target.rollout() + "/")) {
            return of(
                    colour,
                    door,
                    ProbeOutcome.Blind,
                    "gateway " + door.gateway() + " does not know the pinned route yet");
        }
        int status = response.statusCode();
        if (status == UNAVAILABLE && response.getHeader(UPSTREAM_TIME) == null) {
            return of(colour, door, ProbeOutcome.Refused, "503 from the gateway: it could not reach the version");
        }
        if (healthy.stream().noneMatch(range -> range.contains(status))) {
            return of(colour, door, ProbeOutcome.Failed, "status " + status);
        }
        return bodyFits(response)
                ? of(colour, door, ProbeOutcome.Passed, "status " + status)
                : of(colour, door, ProbeOutcome.Failed, "the body lacks \"" + spec.bodyContains() + "\"");
    }

    /** A gateway that cannot be reached says nothing of the version; one that took the request and got no answer does. */
    private ProbeResult broken(Colour colour, Ingress door, @Nullable Throwable error) {
        if (error instanceof TimeoutException && !(error instanceof ConnectException)) {
            return of(
                    colour,
                    door,
                    ProbeOutcome.Failed,
                    "no answer within " + spec.timeout().toMillis() + " ms");
        }
        return of(
                colour,
                door,
                ProbeOutcome.Blind,
                "gateway " + door.gateway() + " cannot be reached: "
                        + (error == null ? "no answer" : error.getMessage()));
    }

    private boolean bodyFits(HttpResponse<Buffer> response) {
        if (spec.bodyContains().isEmpty()) {
            return true;
        }
        String body = response.bodyAsString();
        return body != null && body.contains(spec.bodyContains());
    }

    private static ProbeResult of(Colour colour, Ingress door, ProbeOutcome outcome, String detail) {
        return new ProbeResult(Instant.now(), colour, outcome, detail, door.gateway(), 0, Duration.ZERO);
    }
}
