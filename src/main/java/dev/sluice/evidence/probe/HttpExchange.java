package dev.sluice.evidence.probe;

import dev.sluice.kubernetes.GatewayHttpOptions;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import java.time.Duration;
import java.util.Optional;

/**
 * One request and its answer, on one event loop. What is given up is also ended: a body that trickles for ever would
 * hold its connection for as long.
 */
final class HttpExchange {
    /** CANCEL of HTTP/2; over HTTP/1.1 the connection is closed. */
    private static final long CANCEL = 8;

    private final Vertx vertx;
    private final HttpClientRequest request;
    private final BodyReader body;
    private final Promise<ProbeResponse> answer = Promise.promise();
    private final long begun = System.nanoTime();
    private Optional<ProbeResponse.Head> head = Optional.empty();

    /** One that reads the body until the answer is complete, and then no more. */
    HttpExchange(Vertx vertx, HttpClientRequest request, BodyReader body) {
        this.vertx = vertx;
        this.request = request;
        this.body = body;
    }

    /**
     * Sends the request.
     *
     * @param content its body, empty for none
     * @param limit time for the whole answer
     */
    Future<ProbeResponse> run(Buffer content, Duration limit) {
        long timer = vertx.setTimer(limit.toMillis(), id -> giveUp(new ProbeResponse.Late(head)));
        Future<HttpClientResponse> response = content.length() == 0 ? request.send() : request.send(content);
        response.onSuccess(this::read)
                .onFailure(error -> answer.tryComplete(new ProbeResponse.Silence(GatewayHttpOptions.why(error))));
        return answer.future().onComplete(done -> vertx.cancelTimer(timer));
    }

    private void read(HttpClientResponse response) {
        ProbeResponse.Head known = new ProbeResponse.Head(response.statusCode(), response.headers());
        head = Optional.of(known);
        response.exceptionHandler(error -> answer.tryComplete(new ProbeResponse.Torn(known)))
                .handler(piece -> take(piece, known, response))
                .endHandler(end -> answer.tryComplete(reply(known, response)));
    }

    private void take(Buffer piece, ProbeResponse.Head known, HttpClientResponse response) {
        if (answer.future().isComplete()) {
            return;
        }
        if (!body.take(piece)) {
            giveUp(new ProbeResponse.Unread());
        } else if (body.cut()) {
            giveUp(reply(known, response));
        }
    }

    private ProbeResponse reply(ProbeResponse.Head known, HttpClientResponse response) {
        return new ProbeResponse.Reply(
                known, response.trailers(), body.body(), Duration.ofNanos(System.nanoTime() - begun));
    }

    private void giveUp(ProbeResponse with) {
        if (answer.tryComplete(with)) {
            request.reset(CANCEL);
        }
    }
}
