package dev.sluice.notification;

import dev.sluice.notification.SmtpTransport.MailFormatter;
import dev.sluice.notification.Transport.Delivery;
import dev.sluice.notification.Transport.DeliveryResult;
import dev.sluice.notification.Transport.TransportFactory;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Sends one sample of each occasion to sinks, for whoever sets them up. */
public final class NotificationTester {
    private final NotificationConfig settings;
    private final Duration pace;

    /**
     * Of these sinks.
     *
     * @param pace between two messages to people; chats refuse who is faster than one a second
     */
    public NotificationTester(NotificationConfig settings, Duration pace) {
        this.settings = settings;
        this.pace = pace;
    }

    /**
     * What became of one sample.
     *
     * @param sink the sink's name
     * @param occasion the occasion
     * @param taken whether the sink took it
     * @param detail what it answered
     */
    public record Result(String sink, String occasion, boolean taken, String detail) {}

    /**
     * Sends the samples that each sink wants, one try each.
     *
     * @param only the name of a sink; all when empty
     * @param vertx sends mails; asked for when the first is sent
     * @param told is told of each result as it comes
     * @return how many were not taken
     * @throws InterruptedException when nobody waits any more
     */
    public int send(Optional<String> only, Supplier<Vertx> vertx, SecretSource secrets, Consumer<Result> told)
            throws InterruptedException {
        int failed = 0;
        try (TransportFactory couriers = new TransportFactory(vertx, secrets, InstantSource.system())) {
            for (Sink sink : sinks(only)) {
                Transport transport = couriers.to(sink);
                MessageRenderer renderer = new MessageRenderer(sink.words());
                for (Notification sample : samples(sink)) {
                    DeliveryResult receipt = transport.carry(new Delivery(renderer.of(sample), sample));
                    boolean taken = receipt instanceof DeliveryResult.Taken;
                    failed += taken ? 0 : 1;
                    told.accept(new Result(sink.name(), sample.occasion().name(), taken, receipt.detail()));
                    if (sink.forPeople()) {
                        Thread.sleep(pace);
                    }
                }
            }
        }
        return failed;
    }

    /** What would be sent, without sending it: JSON, or the text of a mail. */
    public void print(Optional<String> only, Consumer<String> out) {
        for (Sink sink : sinks(only)) {
            MessageRenderer renderer = new MessageRenderer(sink.words());
            for (Notification sample : samples(sink)) {
                out.accept("# " + sink.name() + ": " + sample.occasion());
                out.accept(shown(sink, new Delivery(renderer.of(sample), sample)));
            }
        }
    }

    private static String shown(Sink sink, Delivery delivery) {
        return switch (sink.destination()) {
            case Destination.Web web -> HttpTransport.body(web.form(), delivery).toPrettyString();
            case Destination.Mail _ ->
                "Subject: " + MailFormatter.subject(delivery.message()) + "\n\n"
                        + MailFormatter.text(delivery.message());
        };
    }

    private List<Sink> sinks(Optional<String> only) {
        return settings.sinks().stream()
                .filter(sink -> only.isEmpty() || only.get().equals(sink.name()))
                .toList();
    }

    private static List<Notification> samples(Sink sink) {
        return SampleNotifications.all().stream()
                .filter(sample -> sink.on().contains(sample.occasion()))
                .toList();
    }
}
