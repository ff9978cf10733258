package dev.sluice.notify;

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

/** Sends a parcel over HTTP. Redirects are not followed, and of the answer little is read. */
final class WebCourier implements Courier {
    private static final int ANSWER = 2_048;

    private final HttpClient http;
    private final Secrets secrets;
    private final InstantSource clock;
    private final Destination.Web to;
    private final Duration timeout;

    WebCourier(HttpClient http, Secrets secrets, InstantSource clock, Destination.Web to, Duration timeout) {
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
    static ObjectNode body(Destination.Form form, Parcel parcel) {
        return switch (form) {
            case slack -> SlackForm.of(parcel.message());
            case teams -> TeamsForm.of(parcel.message());
            case discord -> DiscordForm.of(parcel.message());
            case webhook -> CloudEvent.of(parcel.notice(), parcel.message());
        };
    }

    @Override
    public Receipt carry(Parcel parcel) throws InterruptedException {
        Keys keys = new Keys(secrets);
        try {
            Optional<String> bearer = to.bearer().isEmpty()
                    ? Optional.empty()
                    : Optional.of(keys.headerValue(to.bearer().get()));
            Peer peer = new Peer(keys.address(to.url()), bearer);
            return send(request(peer, keys, parcel), peer);
        } catch (Secrets.Missing e) {
            return new Receipt.Refused(Failure.secret, String.valueOf(e.getMessage()));
        } catch (IOException e) {
            return later(Failure.secret, String.valueOf(e.getMessage()));
        }
    }

    private HttpRequest request(Peer peer, Keys keys, Parcel parcel) throws Secrets.Missing, IOException {
        byte[] body = body(to.form(), parcel).toString().getBytes(StandardCharsets.UTF_8);
        HttpRequest.Builder request = HttpRequest.newBuilder(peer.address().uri())
                .timeout(timeout)
                .header("User-Agent", "sluice")
                .header(
                        "Content-Type",
                        to.form() == Destination.Form.webhook
                                ? CloudEvent.MEDIA_TYPE
                                : "application/json; charset=UTF-8")
                .POST(BodyPublishers.ofByteArray(body));
        peer.bearer().ifPresent(token -> request.header("Authorization", "Bearer " + token));
        if (to.signingKey().isPresent()) {
            Instant now = clock.instant();
            String id = parcel.message().id();
            request.header(Signature.ID, id)
                    .header(Signature.TIMESTAMP, Long.toString(now.getEpochSecond()))
                    .header(Signature.SIGNATURE, keys.signature(to.signingKey().get(), id, now, body));
        }
        return request.build();
    }

    private Receipt send(HttpRequest request, Peer peer) throws InterruptedException {
        CompletableFuture<HttpResponse<String>> answer = http.sendAsync(request, _ -> new Excerpt(ANSWER));
        try {
            return Answers.of(answer.get(timeout.toMillis(), TimeUnit.MILLISECONDS), peer, clock.instant());
        } catch (TimeoutException _) {
            return later(Failure.timeout, peer.host() + " did not answer within " + timeout.toMillis() + " ms");
        } catch (ExecutionException e) {
            return failed(e.getCause() == null ? e : e.getCause(), peer);
        } finally {
            answer.cancel(true);
        }
    }

    /** The causes' own texts may hold the address, so they are told in ours. */
    private Receipt failed(Throwable cause, Peer peer) {
        return switch (cause) {
            case HttpTimeoutException _ ->
                later(Failure.timeout, peer.host() + " did not answer within " + timeout.toMillis() + " ms");
            case ConnectException _ -> later(Failure.connect, "no connection to " + peer.host());
            case SSLException e ->
                later(
                        Failure.tls,
                        "TLS with " + peer.host() + " failed: " + peer.shown(String.valueOf(e.getMessage())));
            default ->
                later(
                        Failure.broken,
                        "the connection to " + peer.host() + " broke ("
                                + cause.getClass().getSimpleName() + ")");
        };
    }

    private static Receipt later(Failure reason, String detail) {
        return new Receipt.Later(reason, detail, Optional.empty());
    }
}
