package dev.sluice.notify;

import dev.sluice.notify.Destination.Tls;
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
final class MailCourier implements Courier {
    private final Supplier<Vertx> vertx;
    private final Secrets secrets;
    private final Destination.Mail to;
    private final Duration timeout;

    MailCourier(Supplier<Vertx> vertx, Secrets secrets, Destination.Mail to, Duration timeout) {
        this.vertx = vertx;
        this.secrets = secrets;
        this.to = to;
        this.timeout = timeout;
    }

    @Override
    public Receipt carry(Parcel parcel) throws InterruptedException {
        try {
            MailClient client = MailClient.create(vertx.get(), config(new Keys(secrets)));
            try {
                client.sendMail(mail(parcel.message()))
                        .toCompletionStage()
                        .toCompletableFuture()
                        .get(timeout.toMillis(), TimeUnit.MILLISECONDS);
                return new Receipt.Taken(to.host() + " took the mail");
            } finally {
                var _ = client.close();
            }
        } catch (Secrets.Missing e) {
            return new Receipt.Refused(Failure.secret, String.valueOf(e.getMessage()));
        } catch (IOException e) {
            return later(Failure.secret, String.valueOf(e.getMessage()));
        } catch (TimeoutException _) {
            return later(Failure.timeout, to.host() + " did not take the mail within " + timeout.toMillis() + " ms");
        } catch (ExecutionException e) {
            return failed(e.getCause() == null ? e : e.getCause());
        }
    }

    private MailConfig config(Keys keys) throws Secrets.Missing, IOException {
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
                .setSubject(MailForm.subject(message))
                .setText(MailForm.text(message))
                .addHeader("Message-ID", "<" + message.id() + "@sluice>")
                .addHeader("References", "<" + message.thread().replaceAll("[^-.A-Za-z0-9]", "-") + "@sluice>")
                .addHeader("Auto-Submitted", "auto-generated");
    }

    private Receipt failed(Throwable cause) {
        if (cause instanceof SMTPException smtp) {
            String detail = to.host() + " answered " + smtp.getReplyCode() + ": "
                    + Layout.line(String.valueOf(smtp.getReplyMessage()), 160);
            return smtp.isPermanent() ? new Receipt.Refused(Failure.status, detail) : later(Failure.status, detail);
        }
        return later(
                Failure.connect,
                "no mail to " + to.host() + " (" + cause.getClass().getSimpleName() + ")");
    }

    private static Receipt later(Failure reason, String detail) {
        return new Receipt.Later(reason, detail, Optional.empty());
    }
}
