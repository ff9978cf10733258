package dev.sluice.notification;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.notification.Transport.Delivery;
import dev.sluice.notification.Transport.DeliveryResult;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How a message gets to an address on the web, and what is told when it does not. */
final class HttpTransportTest {
    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");
    private static final String TOKEN = "T00000000/B00000000/XXXXXXXXXXXXXXXXXXXXXXXX";
    private static final String KEY = "whsec_" + base64("0123456789abcdef01234567");

    private final Map<String, String> secrets = new HashMap<>();
    private final HttpClient http = HttpTransport.client();
    private Receiver receiver;

    @BeforeEach
    void open() throws IOException {
        receiver = new Receiver();
        secrets.put("url", receiver.url("/services/" + TOKEN));
        secrets.put("key", KEY);
    }

    @AfterEach
    void close() {
        receiver.close();
        http.shutdownNow();
    }

    @Test
    void theSignatureIsTheOneThatAnybodyComputes() throws Exception {
        assertThat(carry("webhook", "signingKeyFrom: {secretKey: key}")).isInstanceOf(DeliveryResult.Taken.class);

        Receiver.Got got = receiver.got.take();
        assertThat(got.headers())
                .containsEntry("webhook-timestamp", Long.toString(NOW.getEpochSecond()))
                .containsEntry(
                        "webhook-id",
                        SampleNotifications.of(NotificationType.Reverted).id())
                .containsEntry("content-type", "application/cloudevents+json; charset=UTF-8");
        assertThat(got.headers().get("webhook-signature")).isEqualTo("v1," + independently(KEY, got));
    }

    @Test
    void theSignatureOfTheConventionsOwnExampleIsFound() {
        assertThat(WebhookSignature.of(
                        "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
                        "msg_p5jXN8AQM9LWM0D4loKWxJek",
                        Instant.ofEpochSecond(1614265330),
                        "{\"test\": 2432232314}".getBytes(StandardCharsets.UTF_8)))
                .isEqualTo("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    }

    @Test
    void whileAKeyIsExchangedBothSign() throws Exception {
        String next = base64("another key that is long enough");
        secrets.put("key", KEY + " " + next);
        carry("webhook", "signingKeyFrom: {secretKey: key}");

        Receiver.Got got = receiver.got.take();
        assertThat(got.headers().get("webhook-signature"))
                .isEqualTo("v1," + independently(KEY, got) + " v1," + independently("whsec_" + next, got));
    }

    @ParameterizedTest
    @ValueSource(ints = {23, 65})
    void aKeyThatTheConventionDoesNotAllowIsToldWithItsCure(int length) throws Exception {
        secrets.put("key", "whsec_" + base64("k".repeat(length)));

        assertThat(carry("webhook", "signingKeyFrom: {secretKey: key}").detail())
                .startsWith("the Secret's key key is not of 24 to 64 bytes in base64; make one with: echo whsec_");
    }

    @Test
    void aNewAddressCountsFromTheNextMessageOn() throws Exception {
        carry("slack", "");
        try (Receiver other = new Receiver()) {
            secrets.put("url", other.url("/rotated"));
            carry("slack", "");
            assertThat(other.got.take().path()).isEqualTo("/rotated");
        }
        assertThat(receiver.got).hasSize(1);
    }

    @Test
    void aBearerTokenIsSentToWebhooks() throws Exception {
        secrets.put("token", "s3cr3t-token\n");
        carry("webhook", "bearerFrom: {secretKey: token}");

        assertThat(receiver.got.take().headers()).containsEntry("authorization", "Bearer s3cr3t-token");
    }

    @ParameterizedTest
    @CsvSource({
        "400,status,false",
        "404,status,false",
        "410,status,false",
        "302,redirect,false",
        "429,throttled,true",
        "500,status,true",
        "503,status,true",
        "408,status,true"
    })
    void onlyWhatMayHelpIsTriedAgain(int status, String reason, boolean again) throws Exception {
        receiver.answers(Receiver.status(status, "no", "Location", receiver.url("/elsewhere")));
        DeliveryResult receipt = carry("slack", "");

        assertThat(receipt).isInstanceOf(again ? DeliveryResult.Later.class : DeliveryResult.Refused.class);
        assertThat(receipt.toString()).contains("reason=" + reason);
        assertThat(receiver.got).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({
        "7,7000",
        "0.25,250",
        "'Fri, 02 Jan 2026 03:04:35 GMT',30000",
        "'Thu, 01 Jan 2026 00:00:00 GMT',0",
        "soon,-1"
    })
    void theSinkSaysWhenToComeBack(String value, long millis) throws Exception {
        receiver.answers(Receiver.status(429, "", "Retry-After", value));
        DeliveryResult.Later later = (DeliveryResult.Later) carry("discord", "");

        assertThat(later.after()).isEqualTo(millis < 0 ? Optional.empty() : Optional.of(Duration.ofMillis(millis)));
    }

    @Test
    void aSinkThatRepeatsTheAddressIsNotRepeated() throws Exception {
        receiver.answers(Receiver.status(404, "no such hook: /services/" + TOKEN + " \u001b[31m"));
        String told = carry("slack", "").toString();

        assertThat(told)
                .contains("127.0.0.1")
                .contains("404")
                .doesNotContain("XXXX")
                .doesNotContain("B00000000");
        assertThat(told).doesNotContain("\u001b");
    }

    @Test
    void aSinkThatRepeatsTheTokenIsNotRepeated() throws Exception {
        secrets.put("token", "s3cr3t-token");
        receiver.answers(Receiver.status(401, "not known: Bearer s3cr3t-token"));

        assertThat(carry("webhook", "bearerFrom: {secretKey: token}").toString())
                .contains("not known: Bearer")
                .doesNotContain("s3cr3t");
    }

    @Test
    void ofASecretThatIsCutNothingIsLeft() throws Exception {
        receiver.answers(Receiver.status(404, "x".repeat(150) + TOKEN));

        assertThat(carry("slack", "").toString()).doesNotContain("T0000");
    }

    @Test
    void aHugeAnswerIsNotReadToItsEnd() throws Exception {
        receiver.answers(Receiver.status(500, "x".repeat(1 << 20)));

        assertThat(carry("slack", "").detail()).hasSizeLessThan(300);
    }

    @Test
    void whoDoesNotAnswerIsGivenUp() throws Exception {
        receiver.answers(Receiver.silence());
        DeliveryResult receipt = carry("slack", "timeout: 100ms");

        assertThat(receipt).isInstanceOf(DeliveryResult.Later.class);
        assertThat(receipt.detail()).endsWith("did not answer within 100 ms");
    }

    @Test
    void whoAnswersDropByDropIsGivenUp() throws Exception {
        receiver.answers(exchange -> {
            exchange.sendResponseHeaders(200, 1_000_000);
            exchange.getResponseBody().write('x');
            exchange.getResponseBody().flush();
            Thread.currentThread().join();
        });

        assertThat(carry("slack", "timeout: 100ms").detail()).endsWith("did not answer within 100 ms");
    }

    @Test
    void whoIsNotThereIsTriedAgain() throws Exception {
        try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            secrets.put("url", "http://127.0.0.1:" + taken.getLocalPort() + "/" + TOKEN);
        }
        DeliveryResult receipt = carry("slack", "");

        assertThat(receipt).isInstanceOf(DeliveryResult.Later.class);
        assertThat(receipt.detail()).startsWith("no connection to 127.0.0.1:").doesNotContain("XXXX");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"not an address " + TOKEN, "file:///etc/" + TOKEN, "https:///" + TOKEN, "", "ht!tp://" + TOKEN})
    void whatIsNoAddressIsToldWithoutIt(String url) throws Exception {
        secrets.put("url", url);
        DeliveryResult receipt = carry("teams", "");

        assertThat(receipt).isInstanceOf(DeliveryResult.Refused.class);
        assertThat(receipt.detail())
                .isEqualTo("the Secret's key url is no address; it has to begin with https:// or http://");
    }

    @Test
    void aKeyThatIsNotThereIsOneClearError() throws Exception {
        secrets.remove("url");

        assertThat(carry("teams", "").toString()).isEqualTo("Refused[reason=secret, detail=no key url]");
    }

    @Test
    void aKeyThatCannotSignIsToldWithItsCure() throws Exception {
        secrets.put("key", "whsec_?");

        assertThat(carry("webhook", "signingKeyFrom: {secretKey: key}").detail())
                .startsWith("the Secret's key key is not whsec_ and base64; make one with: echo whsec_")
                .doesNotContain("?");
    }

    private DeliveryResult carry(String type, String more) throws Exception {
        String entry = "sinks: [{name: a, type: " + type + ", urlFrom: {secretKey: url}"
                + (more.isEmpty() ? "" : ", " + more) + "}]";
        Sink sink = NotificationConfig.read("f", entry).sinks().getFirst();
        Notification notification = SampleNotifications.of(NotificationType.Reverted);
        return new HttpTransport(
                        http,
                        this::secret,
                        InstantSource.fixed(NOW),
                        (Destination.Web) sink.destination(),
                        sink.timeout())
                .carry(new Delivery(new MessageRenderer(sink.words()).of(notification), notification));
    }

    private String secret(String key) throws SecretSource.Missing {
        String value = secrets.get(key);
        if (value == null) {
            throw new SecretSource.Missing("no key " + key);
        }
        return value;
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Written from the convention's text alone. */
    private static String independently(String secret, Receiver.Got got) throws GeneralSecurityException {
        List<Byte> bytes = new ArrayList<>();
        String head = got.headers().get("webhook-id") + "." + got.headers().get("webhook-timestamp") + ".";
        for (byte b : head.getBytes(StandardCharsets.UTF_8)) {
            bytes.add(b);
        }
        for (byte b : got.body()) {
            bytes.add(b);
        }
        byte[] signed = new byte[bytes.size()];
        for (int i = 0; i < signed.length; i++) {
            signed[i] = bytes.get(i);
        }
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(Base64.getDecoder().decode(secret.substring("whsec_".length())), "HmacSHA256"));
        return Base64.getEncoder().encodeToString(mac.doFinal(signed));
    }
}
