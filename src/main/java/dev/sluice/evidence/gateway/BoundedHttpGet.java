package dev.sluice.evidence.gateway;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.RequestOptions;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** One answer, taken in as it comes; the connection is given up as soon as the answer is too late or too large. */
final class BoundedHttpGet {
    private static final int OK = 200;

    private final CompletableFuture<String> text = new CompletableFuture<>();
    private final Buffer body = Buffer.buffer();
    private final int largest;

    private BoundedHttpGet(int largest) {
        this.largest = largest;
    }

    /**
     * Begins.
     *
     * @param largest bytes that are taken at most
     * @param timeout for all of it
     * @return the text; fails with {@link TooLarge}, or an IOException, or a TimeoutException
     */
    static CompletableFuture<String> begin(HttpClient http, RequestOptions what, int largest, Duration timeout) {
        BoundedHttpGet download = new BoundedHttpGet(largest);
        http.request(what).onComplete(asked -> {
            if (asked.succeeded()) {
                download.follow(asked.result());
            } else {
                download.text.completeExceptionally(asked.cause());
            }
        });
        return download.text.orTimeout(timeout.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void follow(HttpClientRequest request) {
        text.whenComplete((_, error) -> {
            if (error != null) {
                request.reset();
            }
        });
        request.send().onSuccess(this::read).onFailure(text::completeExceptionally);
    }

    private void read(HttpClientResponse response) {
        response.exceptionHandler(text::completeExceptionally);
        if (response.statusCode() != OK) {
            text.completeExceptionally(new IOException("status " + response.statusCode()));
            return;
        }
        response.handler(this::add);
        response.endHandler(_ -> text.complete(body.toString(StandardCharsets.UTF_8)));
    }

    private void add(Buffer chunk) {
        if (body.length() + chunk.length() > largest) {
            text.completeExceptionally(new TooLarge());
        } else if (!text.isDone()) {
            body.appendBuffer(chunk);
        }
    }

    /** More bytes than are taken. */
    static final class TooLarge extends IOException {
        private static final long serialVersionUID = 1L;
    }
}
