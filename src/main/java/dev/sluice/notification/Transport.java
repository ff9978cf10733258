package dev.sluice.notification;

import dev.sluice.notification.NotificationMetrics.FailureReason;
import io.vertx.core.Vertx;
import java.net.http.HttpClient;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Supplier;

/** Carries a delivery to a sink, once. */
@FunctionalInterface
interface Transport {
    /**
     * Carries it; gives up when the sink's timeout is over.
     *
     * @throws InterruptedException when nobody waits for it any more
     */
    DeliveryResult carry(Delivery delivery) throws InterruptedException;

    /**
     * What one sink is sent.
     *
     * @param message in words
     * @param notice what happened, for machines; the last of several that go to people as one message
     */
    record Delivery(Message message, Notification notice) {}

    /** What became of one try. No text in it holds a secret. */
    sealed interface DeliveryResult {
        /** What happened, in one line. */
        String detail();

        /** The sink has it. */
        record Taken(String detail) implements DeliveryResult {}

        /**
         * It will not be taken, however often it is sent.
         *
         * @param reason for metrics
         */
        record Refused(FailureReason reason, String detail) implements DeliveryResult {}

        /**
         * It may be taken later.
         *
         * @param reason for metrics
         * @param after how long the sink wants to be left alone; empty when it does not say
         */
        record Later(FailureReason reason, String detail, Optional<Duration> after) implements DeliveryResult {}
    }

    /** Finds the transport for a sink. */
    final class TransportFactory implements AutoCloseable {
        private final HttpClient http = HttpTransport.client();
        private final Supplier<Vertx> vertx;
        private final SecretSource secrets;
        private final InstantSource clock;

        TransportFactory(Supplier<Vertx> vertx, SecretSource secrets, InstantSource clock) {
            this.vertx = vertx;
            this.secrets = secrets;
            this.clock = clock;
        }

        Transport to(Sink sink) {
            return switch (sink.destination()) {
                case Destination.Web web -> new HttpTransport(http, secrets, clock, web, sink.timeout());
                case Destination.Mail mail -> new SmtpTransport(vertx, secrets, mail, sink.timeout());
            };
        }

        @Override
        public void close() {
            http.shutdownNow();
        }
    }
}
