package dev.sluice.notification;

import dev.sluice.notification.Destination.Tls;
import dev.sluice.notification.NotificationMetrics.FailureReason;
import dev.sluice.notification.Transport.Delivery;
import dev.sluice.notification.Transport.DeliveryResult;
import io.vertx.core.Vertx;
import io.vertx.ext.mail.LoginOption;
import io.vertx.ext.mail.MailClient;
import io.vertx.ext.mail.MailConfig;
import io.vertx.ext.mail.MailMessage;
import io.vertx.ext.mail.SMTPException;
import io.vertx.ext.mail.StartTLSOptions;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/** Sends a message as a mail. A connection is made for each: mails are few, and a password may change. */
final class SmtpTransport implements Transport {
    private final Supplier<Vertx> vertx;
    private final SecretSource secrets;
    private final Destination.Mail to;
    private final Duration timeout;

    SmtpTransport(Supplier<Vertx> vertx, SecretSource secrets, Destination.Mail to, Duration timeout) {
        this.vertx = vertx;
        this.secrets = secrets;
        this.to = to;
        this.timeout = timeout;
    }

    @Override
    public DeliveryResult carry(Delivery delivery) throws InterruptedException {
        try {
            MailClient client = MailClient.create(vertx.get(), config(new SecretResolver(secrets)));
            try {
                client.sendMail(mail(delivery.message()))
                        .toCompletionStage()
                        .toCompletableFuture()
                        .get(timeout.toMillis(), TimeUnit.MILLISECONDS);
                return new DeliveryResult.Taken(to.host() + " took the mail");
            } finally {
                var _ = client.close();
            }
        } catch (SecretSource.Missing e) {
            return new DeliveryResult.Refused(FailureReason.secret, String.valueOf(e.getMessage()));
        } catch (IOException e) {
            return later(FailureReason.secret, String.valueOf(e.getMessage()));
        } catch (TimeoutException _) {
            return later(
                    FailureReason.timeout, to.host() + " did not take the mail within " + timeout.toMillis() + " ms");
        } catch (ExecutionException e) {
            return failed(e.getCause() == null ? e : e.getCause());
        }
    }

    private MailConfig config(SecretResolver keys) throws SecretSource.Missing, IOException {
        MailConfig config = new MailConfig(to.host(), to.port())
                .setSsl(to.tls() == Tls.tls)
                .setStarttls(to.tls() == Tls.starttls ? StartTLSOptions.REQUIRED : StartTLSOptions.DISABLED)
                .setLogin(to.user().isPresent() ? LoginOption.REQUIRED : LoginOption.DISABLED)
                .setConnectTimeout((int) timeout.toMillis())
                .setIdleTimeoutUnit(TimeUnit.MILLISECONDS)
                .setIdleTimeout((int) timeout.toMillis()) // Nothing else closes a connection whose server says nothing.
                .setHostnameVerificationAlgorithm("HTTPS")
                .setKeepAlive(false)
                .setMaxPoolSize(1);
        if (to.user().isPresent() && to.password().isPresent()) {
            config.setUsername(keys.value(to.user().get()))
                    .setPassword(keys.value(to.password().get()));
        }
        return config;
    }

    /** Mails about one release stand together where mails are shown as conversations. */
    private MailMessage mail(Message message) {
        return new MailMessage()
                .setFrom(to.from())
                .setTo(to.to())
                .setSubject(MailFormatter.subject(message))
                .setText(MailFormatter.text(message))
                .addHeader("Message-ID", "<" + message.id() + "@sluice>")
                .addHeader("References", "<" + message.thread().replaceAll("[^-.A-Za-z0-9]", "-") + "@sluice>")
                .addHeader("Auto-Submitted", "auto-generated");
    }

    private DeliveryResult failed(Throwable cause) {
        if (cause instanceof SMTPException smtp) {
            String detail = to.host() + " answered " + smtp.getReplyCode() + ": "
                    + TextLayout.line(String.valueOf(smtp.getReplyMessage()), 160);
            return smtp.isPermanent()
                    ? new DeliveryResult.Refused(FailureReason.status, detail)
                    : later(FailureReason.status, detail);
        }
        return later(
                FailureReason.connect,
                "no mail to " + to.host() + " (" + cause.getClass().getSimpleName() + ")");
    }

    private static DeliveryResult later(FailureReason reason, String detail) {
        return new DeliveryResult.Later(reason, detail, Optional.empty());
    }

    /** A message as the text of a mail. */
    static final class MailFormatter {
        private MailFormatter() {}

        static String subject(Message message) {
            return "[Sluice] " + message.title();
        }

        static String text(Message message) {
            StringBuilder text = new StringBuilder(message.title())
                    .append("\n\n")
                    .append(message.text())
                    .append("\n\n");
            message.facts().forEach(fact -> text.append(String.format("%-10s %s%n", fact.label() + ":", fact.value())));
            text.append(String.format("%-10s %s%n", "Time:", message.at()));
            message.next().forEach(next -> text.append(String.format("%n%s:%n  %s%n", next.purpose(), next.command())));
            message.link().ifPresent(link -> text.append(String.format("%nOpen the dashboard:%n  %s%n", link)));
            return text.toString().replace(System.lineSeparator(), "\n");
        }
    }
}
