package dev.sluice.notify;

import io.vertx.core.Vertx;
import java.net.http.HttpClient;
import java.time.InstantSource;
import java.util.function.Supplier;

/** Finds the courier for a sink. */
final class Couriers implements AutoCloseable {
    private final HttpClient http = WebCourier.client();
    private final Supplier<Vertx> vertx;
    private final Secrets secrets;
    private final InstantSource clock;

    Couriers(Supplier<Vertx> vertx, Secrets secrets, InstantSource clock) {
        this.vertx = vertx;
        this.secrets = secrets;
        this.clock = clock;
    }

    Courier to(Sink sink) {
        return switch (sink.destination()) {
            case Destination.Web web -> new WebCourier(http, secrets, clock, web, sink.timeout());
            case Destination.Mail mail -> new MailCourier(vertx, secrets, mail, sink.timeout());
        };
    }

    @Override
    public void close() {
        http.shutdownNow();
    }
}
