package dev.sluice.traffic.istio;

import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.RequestOptions;
import java.io.IOException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;

/**
 * One question for a stamp, which stands in the head of the answer. The body is an app's, who knows whose: nothing of it is kept. What little
 * of it comes in time is let pass, so that the connection can be used again; of more than that the connection is given up.
 */
final class RevisionRequest {
    /** Error pages and landing pages pass. */
    static final int LONGEST_BODY = 64 << 10;

    /** Stands before the status of a gateway that lets nobody in. */
    static final String STATUS = "?";

    private static final int LONGEST_STAMP = 600;
    private static final Pattern STAMP = Pattern.compile("[a-z0-9][-A-Za-z0-9._/%]*");
    private static final Set<Integer> REFUSALS = Set.of(302, 401, 403, 429);

    private final CompletableFuture<String> stamp;
    private final CompletableFuture<Void> end = new CompletableFuture<>();
    private int passed;

    private RevisionRequest(CompletableFuture<String> stamp) {
        this.stamp = stamp;
    }

    /**
     * Asks.
     *
     * @param timeout for the head, and for all that follows it
     * @param stamp told the stamp as soon as the head is there, empty where there is none, {@link #STATUS} and the status where the gateway lets
     *     nobody in; fails when no head comes
     * @return when the connection is free again, or given up
     */
    static CompletableFuture<Void> begin(
            HttpClient http, RequestOptions what, Duration timeout, CompletableFuture<String> stamp) {
        RevisionRequest asked = new RevisionRequest(stamp);
        http.request(what).onSuccess(asked::follow).onFailure(asked.end::completeExceptionally);
        return asked.end.orTimeout(timeout.toMillis(), TimeUnit.MILLISECONDS).whenComplete((_, error) -> {
            if (error != null) {
                asked.over(error, timeout);
            }
        });
    }

    private void follow(HttpClientRequest request) {
        end.whenComplete((_, error) -> {
            if (error != null) {
                request.reset();
            }
        });
        if (end.isDone()) {
            return;
        }
        try {
            request.send().onSuccess(this::read).onFailure(end::completeExceptionally);
        } catch (RuntimeException e) {
            // A client refuses what cannot stand in a request by throwing.
            end.completeExceptionally(e);
        }
    }

    private void read(HttpClientResponse response) {
        response.exceptionHandler(end::completeExceptionally)
                .handler(piece -> drop(piece.length()))
                .endHandler(_ -> end.complete(null));
        String found = response.getHeader(PinnedRoutes.STAMP);
        stamp.complete(found == null ? none(response) : ours(found) ? found : "");
    }

    /** An app may answer with whatever it likes; what no stamp looks like is none, and is not told to people either. */
    private static boolean ours(String found) {
        return found.length() <= LONGEST_STAMP && STAMP.matcher(found).matches();
    }

    /** Envoy names the time that an app took: an answer without it is the gateway's own. */
    private static String none(HttpClientResponse response) {
        boolean refused =
                REFUSALS.contains(response.statusCode()) && response.getHeader("x-envoy-upstream-service-time") == null;
        return refused ? STATUS + response.statusCode() : "";
    }

    private void drop(int bytes) {
        passed += bytes;
        if (passed > LONGEST_BODY) {
            end.completeExceptionally(new IOException("a body of more than " + LONGEST_BODY + " bytes"));
        }
    }

    private void over(Throwable error, Duration timeout) {
        stamp.completeExceptionally(
                error instanceof TimeoutException
                        ? new TimeoutException("no answer within " + timeout.toMillis() + " ms")
                        : error);
    }
}
