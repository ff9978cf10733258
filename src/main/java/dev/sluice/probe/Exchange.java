package dev.sluice.probe;

import dev.sluice.wire.Wire;
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
final class Exchange {
    /** Of a longer body no more is read. With all that may be under way at once it has to fit into a small heap. */
    static final int LONGEST_BODY = 256 * 1024;

    /** CANCEL of HTTP/2; over HTTP/1.1 the connection is closed. */
    private static final long CANCEL = 8;

    private final Vertx vertx;
    private final HttpClientRequest request;
    private final boolean keepBody;
    private final BodyBudget budget;
    private final String namespace;
    private final Promise<Answer> answer = Promise.promise();
    private final Buffer body = Buffer.buffer();
    private final long begun = System.nanoTime();
    private Optional<Answer.Head> head = Optional.empty();
    private long length;
    private long taken;

    /**
     * One that holds what it reads of a body at the expense of a namespace.
     *
     * @param keepBody whether the body is looked into
     */
    Exchange(Vertx vertx, HttpClientRequest request, boolean keepBody, BodyBudget budget, String namespace) {
        this.vertx = vertx;
        this.request = request;
        this.keepBody = keepBody;
        this.budget = budget;
        this.namespace = namespace;
    }

    /**
     * Sends the request.
     *
     * @param content its body, empty for none
     * @param limit time for the whole answer
     */
    Future<Answer> run(Buffer content, Duration limit) {
        long timer = vertx.setTimer(limit.toMillis(), id -> giveUp(new Answer.Late(head)));
        Future<HttpClientResponse> response = content.length() == 0 ? request.send() : request.send(content);
        response.onSuccess(this::read).onFailure(error -> answer.tryComplete(new Answer.Silence(Wire.why(error))));
        return answer.future().onComplete(done -> {
            vertx.cancelTimer(timer);
            budget.give(namespace, taken);
        });
    }

    private void read(HttpClientResponse response) {
        Answer.Head known = new Answer.Head(response.statusCode(), response.headers());
        head = Optional.of(known);
        response.exceptionHandler(error -> answer.tryComplete(new Answer.Torn(known)))
                .handler(chunk -> take(chunk, known, response))
                .endHandler(end -> answer.tryComplete(reply(known, response)));
    }

    private void take(Buffer chunk, Answer.Head known, HttpClientResponse response) {
        int room = (int) Math.max(0, LONGEST_BODY - length);
        length += chunk.length();
        int kept = Math.min(room, chunk.length());
        if (keepBody && kept > 0 && !answer.future().isComplete()) {
            if (!budget.take(namespace, kept)) {
                giveUp(new Answer.Unread());
                return;
            }
            taken += kept;
            body.appendBuffer(chunk, 0, kept);
        }
        if (chunk.length() > room) {
            giveUp(reply(known, response));
        }
    }

    private Answer reply(Answer.Head known, HttpClientResponse response) {
        return new Answer.Reply(known, response.trailers(), body, Duration.ofNanos(System.nanoTime() - begun));
    }

    private void giveUp(Answer with) {
        if (answer.tryComplete(with)) {
            request.reset(CANCEL);
        }
    }
}
