package dev.sluice.notification;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.ConnectException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;

/** Sends a delivery over HTTP. Redirects are not followed, and of the answer little is read. */
final class HttpTransport implements Transport {
    private static final int ANSWER = 2_048;

    private final HttpClient http;
    private final SecretSource secrets;
    private final InstantSource clock;
    private final Destination.Web to;
    private final Duration timeout;

    HttpTransport(HttpClient http, SecretSource secrets, InstantSource clock, Destination.Web to, Duration timeout) {
        this.http = http;
        this.secrets = secrets;
        this.clock = clock;
        this.to = to;
        this.timeout = timeout;
    }

    /** A client that suits: no redirects, no upgrade that a plain receiver does not know. */
    static HttpClient client() {
        return HttpClient.newBuilder()
                .followRedirects(HttpClient.Redirect.NEVER)
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(Duration.ofSeconds(5))
                .build();
    }

    /** What is sent, for whoever wants to look at it. */
    static ObjectNode body(Destination.Form form, Delivery delivery) {
        return switch (form) {
            case slack -> SlackFormatter.of(delivery.message());
            case teams -> TeamsFormatter.of(delivery.message());
            case discord -> DiscordFormatter.of(delivery.message());
            case webhook -> CloudEventFormatter.of(delivery.notice(), delivery.message());
        };
    }

    @Override
    public DeliveryResult carry(Delivery delivery) throws InterruptedException {
        SecretResolver keys = new SecretResolver(secrets);
        try {
            Optional<String> bearer = to.bearer().isEmpty()
                    ? Optional.empty()
                    : Optional.of(keys.headerValue(to.bearer().get()));
            SinkEndpoint peer = new SinkEndpoint(keys.address(to.url()), bearer);
            return send(request(peer, keys, delivery), peer);
        } catch (SecretSource.Missing e) {
            return new DeliveryResult.Refused(FailureReason.secret, String.valueOf(e.getMessage()));
        } catch (IOException e) {
            return later(FailureReason.secret, String.valueOf(e.getMessage()));
        }
    }

    private HttpRequest request(SinkEndpoint peer, SecretResolver keys, Delivery delivery)
            throws SecretSource.Missing, IOException {
        byte[] body = body(to.form(), delivery).toString().getBytes(StandardCharsets.UTF_8);
        HttpRequest.Builder request = HttpRequest.newBuilder(peer.address().uri())
                .timeout(timeout)
                .header("User-Agent", "sluice")
                .header(
                        "Content-Type",
                        to.form() == Destination.Form.webhook
                                ? CloudEventFormatter.MEDIA_TYPE
                                : "application/json; charset=UTF-8")
                .POST(BodyPublishers.ofByteArray(body));
        peer.bearer().ifPresent(token -> request.header("Authorization", "Bearer " + token));
        if (to.signingKey().isPresent()) {
            Instant now = clock.instant();
            String id = delivery.message().id();
            request.header(WebhookSignature.ID, id)
                    .header(WebhookSignature.TIMESTAMP, Long.toString(now.getEpochSecond()))
                    .header(
                            WebhookSignature.SIGNATURE,
                            keys.signature(to.signingKey().get(), id, now, body));
        }
        return request.build();
    }

    private DeliveryResult send(HttpRequest request, SinkEndpoint peer) throws InterruptedException {
        CompletableFuture<HttpResponse<String>> answer =
                http.sendAsync(request, _ -> new BoundedBodySubscriber(ANSWER));
        try {
            return HttpResponseClassifier.of(
                    answer.get(timeout.toMillis(), TimeUnit.MILLISECONDS), peer, clock.instant());
        } catch (TimeoutException _) {
            return later(FailureReason.timeout, peer.host() + " did not answer within " + timeout.toMillis() + " ms");
        } catch (ExecutionException e) {
            return failed(e.getCause() == null ? e : e.getCause(), peer);
        } finally {
            answer.cancel(true);
        }
    }

    /** The causes' own texts may hold the address, so they are told in ours. */
    private DeliveryResult failed(Throwable cause, SinkEndpoint peer) {
        return switch (cause) {
            case HttpTimeoutException _ ->
                later(FailureReason.timeout, peer.host() + " did not answer within " + timeout.toMillis() + " ms");
            case ConnectException _ -> later(FailureReason.connect, "no connection to " + peer.host());
            case SSLException e ->
                later(
                        FailureReason.tls,
                        "TLS with " + peer.host() + " failed: " + peer.shown(String.valueOf(e.getMessage())));
            default ->
                later(
                        FailureReason.broken,
                        "the connection to " + peer.host() + " broke ("
                                + cause.getClass().getSimpleName() + ")");
        };
    }

    private static DeliveryResult later(FailureReason reason, String detail) {
        return new DeliveryResult.Later(reason, detail, Optional.empty());
    }
}
