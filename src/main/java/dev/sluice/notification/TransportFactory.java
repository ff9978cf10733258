package dev.sluice.notification;

import io.vertx.core.Vertx;
import java.net.http.HttpClient;
import java.time.InstantSource;
import java.util.function.Supplier;

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
