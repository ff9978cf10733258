package dev.sluice.notification;

import static org.assertj.core.api.Assertions.assertThat;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import dev.sluice.notification.Transport.Delivery;
import dev.sluice.notification.Transport.DeliveryResult;
import io.vertx.core.Vertx;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Mails, into a mail server on this machine. */
final class SmtpTransportTest {
    private final Vertx vertx = Vertx.vertx();
    private final GreenMail server = new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));

    @BeforeEach
    void start() {
        server.setUser("ops@example.com", "sluice", "pa55");
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop();
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @Test
    void aMailSaysTheSameAndIsNotAnswered() throws Exception {
        assertThat(carry(port(), ", tls: none", "")).isInstanceOf(DeliveryResult.Taken.class);

        MimeMessage mail = server.getReceivedMessages()[0];
        assertThat(mail.getSubject()).isEqualTo("[Sluice] checkout: v2 was reverted, all traffic was sent back to v1");
        assertThat(mail.getContent().toString()).contains("kubectl sluice describe checkout-0c9f3b1a77 -n shop");
        assertThat(mail.getHeader("Auto-Submitted")).containsExactly("auto-generated");
        assertThat(mail.getHeader("Message-ID"))
                .containsExactly(
                        "<" + SampleNotifications.of(NotificationType.Reverted).id() + "@sluice>");
        assertThat(mail.getAllRecipients())
                .extracting(Object::toString)
                .containsExactly("ops@example.com", "b@example.com");
    }

    @Test
    void aServerThatWantsALoginGetsIt() throws Exception {
        String login = ", tls: none, userFrom: {secretKey: user}, passwordFrom: {secretKey: password}";

        assertThat(carry(port(), login, "")).isInstanceOf(DeliveryResult.Taken.class);
    }

    @Test
    void aWrongPasswordIsRefusedAndNotTold() throws Exception {
        String login = ", tls: none, userFrom: {secretKey: user}, passwordFrom: {secretKey: wrong}";
        DeliveryResult receipt = carry(port(), login, "");

        assertThat(receipt).isInstanceOf(DeliveryResult.Refused.class);
        assertThat(receipt.detail()).contains("535").doesNotContain("wr0ng");
    }

    @Test
    void nothingIsSaidInTheClearWhereTlsIsAsked() throws Exception {
        assertThat(carry(port(), "", "")).isNotInstanceOf(DeliveryResult.Taken.class);
        assertThat(server.getReceivedMessages()).isEmpty();
    }

    @Test
    void aServerThatSaysNothingIsGivenUp() throws Exception {
        try (var silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            DeliveryResult receipt = carry(silent.getLocalPort(), ", tls: none", ", timeout: 200ms");

            assertThat(receipt).isInstanceOf(DeliveryResult.Later.class);
            assertThat(receipt.detail()).isEqualTo("127.0.0.1 did not take the mail within 200 ms");
        }
    }

    @Test
    void aServerThatSaysNothingKeepsNoConnection() throws Exception {
        try (var silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            CompletableFuture<Integer> read = CompletableFuture.supplyAsync(() -> firstByte(silent));
            carry(silent.getLocalPort(), ", tls: none", ", timeout: 200ms");

            assertThat(read.get(60, TimeUnit.SECONDS))
                    .as("the end of the stream")
                    .isEqualTo(-1);
        }
    }

    private static int firstByte(ServerSocket server) {
        try (Socket socket = server.accept()) {
            socket.setSoTimeout(30_000);
            return socket.getInputStream().read();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private int port() {
        return server.getSmtp().getPort();
    }

    private DeliveryResult carry(int port, String smtp, String more) throws Exception {
        Sink sink = NotificationConfig.read(
                        "f",
                        "sinks: [{name: mail, type: email, from: sluice@example.com, to: [ops@example.com, b@example.com],"
                                + " smtp: {host: 127.0.0.1, port: " + port + smtp + "}" + more + "}]")
                .sinks()
                .getFirst();
        Map<String, String> secrets = Map.of("user", "sluice", "password", "pa55", "wrong", "wr0ng");
        Notification notification = SampleNotifications.of(NotificationType.Reverted);
        return new SmtpTransport(
                        () -> vertx,
                        key -> String.valueOf(secrets.get(key)),
                        (Destination.Mail) sink.destination(),
                        sink.timeout())
                .carry(new Delivery(new MessageRenderer(Map.of()).of(notification), notification));
    }
}
