package dev.sluice.kubernetes;

import io.fabric8.kubernetes.api.model.Status;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.http.AsyncBody;
import io.fabric8.kubernetes.client.http.HttpClient;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.HttpResponse;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Answers of the API server, of which no more is read than is asked for. */
final class ApiResponses {
    /** Of an answer that says no. */
    private static final int SAID = 64 << 10;

    private final KubernetesClient client;

    /** Asks with this client. */
    ApiResponses(KubernetesClient client) {
        this.client = client;
    }

    /**
     * What the API server answers.
     *
     * @param path with its query, without a slash at the beginning
     * @param accept the form that is asked for
     * @param most bytes that are read
     * @throws ResponseTooLargeException when it is more
     * @throws KubernetesClientException with its code when it says no
     */
    ResponseBytes of(String path, String accept, int most) {
        try {
            return once(path, accept, most);
        } catch (Unanswered e) {
            // An answer that was too much is given up by closing its connection, which the next one may have been about
            // to use.
            return once(path, accept, most);
        }
    }

    /** No answer came, for a reason that has nothing to do with what was asked. */
    private static final class Unanswered extends KubernetesClientException {
        private static final long serialVersionUID = 1L;

        Unanswered(Throwable cause) {
            super("the API server was not reached: " + cause.getMessage(), cause);
        }
    }

    private ResponseBytes once(String path, String accept, int most) {
        // An API server may stand behind a path.
        String base = client.getConfiguration().getMasterUrl();
        HttpClient http = client.getHttpClient();
        HttpRequest request = http.newHttpRequestBuilder()
                .uri(URI.create((base.endsWith("/") ? base : base + "/") + path))
                .setHeader("Accept", accept)
                .build();
        Body body = new Body(most);
        int patience = client.getConfiguration().getRequestTimeout();
        CompletableFuture<HttpResponse<AsyncBody>> answer = http.consumeBytes(request, body);
        try {
            HttpResponse<AsyncBody> response = answer.get(patience, TimeUnit.MILLISECONDS);
            if (!response.isSuccessful()) {
                body.most = SAID;
            }
            ResponseBytes read = read(response, body, patience);
            if (!response.isSuccessful()) {
                throw no(response.code(), read);
            }
            return read;
        } catch (ExecutionException e) {
            Throwable cause = Optional.ofNullable(e.getCause()).orElse(e);
            if (cause instanceof KubernetesClientException known) {
                throw known;
            }
            throw new Unanswered(cause);
        } catch (TimeoutException e) {
            answer.thenAccept(response -> response.body().cancel());
            answer.cancel(true);
            throw new KubernetesClientException("the API server did not answer within " + patience + " ms", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new KubernetesClientException("a read was interrupted", e);
        }
    }

    private static ResponseBytes read(HttpResponse<AsyncBody> response, Body body, int patience)
            throws ExecutionException, InterruptedException, TimeoutException {
        response.body().consume();
        try {
            // The first of two that are over is taken: giving up what is too much ends the body with an error.
            CompletableFuture.anyOf(body.tooMuch, response.body().done()).get(patience, TimeUnit.MILLISECONDS);
        } finally {
            if (!response.body().done().isDone()) {
                response.body().cancel();
            }
        }
        if (body.tooMuch.isDone()) {
            throw new ResponseTooLargeException(String.format(
                    Locale.ROOT, "an answer of the API server has more than the %,d bytes that are read", body.most));
        }
        return body.read;
    }

    private KubernetesClientException no(int code, ResponseBytes said) {
        try {
            Status status = said.object(client, Status.class);
            if (status != null && status.getCode() != null && status.getCode() == code) {
                return new KubernetesClientException(
                        "the API server answers " + code + ": " + status.getMessage(), code, status);
            }
        } catch (RuntimeException e) {
            return new KubernetesClientException("the API server answers " + code, code, null);
        }
        return new KubernetesClientException("the API server answers " + code, code, null);
    }

    /** As much of an answer as is read. */
    private static final class Body implements AsyncBody.Consumer<List<ByteBuffer>> {
        private final ResponseBytes read = new ResponseBytes();
        private final CompletableFuture<Void> tooMuch = new CompletableFuture<>();
        private volatile int most;

        Body(int most) {
            this.most = most;
        }

        @Override
        public void consume(List<ByteBuffer> buffers, AsyncBody body) {
            buffers.forEach(read::add);
            if (read.size() > most) {
                tooMuch.complete(null);
                body.cancel();
            } else {
                body.consume();
            }
        }
    }
}
