package dev.sluice.notification;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.notification.Destination.WebhookUrl;
import dev.sluice.notification.NotificationMetrics.FailureReason;
import dev.sluice.notification.Transport.Delivery;
import dev.sluice.notification.Transport.DeliveryResult;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.ConnectException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

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

    /**
     * Who is written to, and what must not be shown of it.
     *
     * @param address where it is
     * @param bearer the token that it is sent
     */
    private record SinkEndpoint(WebhookUrl address, Optional<String> bearer) {
        private static final int SHOWN = 160;
        private static final String HIDDEN = "\u2026";

        String host() {
            return address.host();
        }

        /** What it said, in one line. Secrets go before the text is cut: of half a secret nobody knows that it is one. */
        String shown(String text) {
            String veiled = bearer.map(token -> text.replace(token, HIDDEN)).orElse(text);
            return TextLayout.line(address.redacted(veiled), SHOWN);
        }

        /** No token is in any text. */
        @Override
        public String toString() {
            return address.toString();
        }
    }

    /** What an answer means. */
    private static final class HttpResponseClassifier {
        private static final int TIMEOUT = 408;
        private static final int TOO_MANY = 429;

        private HttpResponseClassifier() {}

        static DeliveryResult of(HttpResponse<String> answer, SinkEndpoint peer, Instant now) {
            int status = answer.statusCode();
            String body = peer.shown(answer.body());
            String detail = peer.host() + " answered " + status + (body.isEmpty() ? "" : ": " + body);
            return switch (status / 100) {
                case 2 -> new DeliveryResult.Taken(detail);
                case 3 ->
                    new DeliveryResult.Refused(
                            FailureReason.redirect, detail + "; redirects are not followed: use the final address");
                case 5 -> new DeliveryResult.Later(FailureReason.status, detail, after(answer, now));
                default ->
                    status == TOO_MANY || status == TIMEOUT
                            ? new DeliveryResult.Later(
                                    status == TOO_MANY ? FailureReason.throttled : FailureReason.status,
                                    detail,
                                    after(answer, now))
                            : new DeliveryResult.Refused(FailureReason.status, detail);
            };
        }

        /** Seconds or a date, as HTTP has it; some send fractions of seconds. */
        static Optional<Duration> after(HttpResponse<String> answer, Instant now) {
            return answer.headers().firstValue("Retry-After").flatMap(text -> after(text.strip(), now));
        }

        private static Optional<Duration> after(String text, Instant now) {
            try {
                if (text.matches("[0-9]{1,9}(\\.[0-9]{1,9})?")) {
                    return Optional.of(Duration.ofMillis((long) Math.ceil(Double.parseDouble(text) * 1000)));
                }
                Duration left = Duration.between(
                        now,
                        ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME)
                                .toInstant());
                return Optional.of(left.isNegative() ? Duration.ZERO : left);
            } catch (DateTimeException _) {
                return Optional.empty();
            }
        }
    }

    /** The beginning of an answer; what follows is not read. */
    private static final class BoundedBodySubscriber implements BodySubscriber<String> {
        private final CompletableFuture<String> text = new CompletableFuture<>();
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private final int longest;
        private Flow.@Nullable Subscription subscription;

        BoundedBodySubscriber(int longest) {
            this.longest = longest;
        }

        @Override
        public CompletionStage<String> getBody() {
            return text;
        }

        @Override
        public void onSubscribe(Flow.Subscription begun) {
            subscription = begun;
            begun.request(Long.MAX_VALUE);
        }

        @Override
        public void onNext(List<ByteBuffer> item) {
            for (ByteBuffer part : item) {
                byte[] taken = new byte[Math.min(part.remaining(), longest - bytes.size())];
                part.get(taken);
                bytes.writeBytes(taken);
            }
            if (bytes.size() >= longest && subscription != null) {
                subscription.cancel();
                onComplete();
            }
        }

        @Override
        public void onError(Throwable cause) {
            text.completeExceptionally(cause);
        }

        @Override
        public void onComplete() {
            text.complete(bytes.toString(StandardCharsets.UTF_8));
        }
    }
}
