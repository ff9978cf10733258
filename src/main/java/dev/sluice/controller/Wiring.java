package dev.sluice.controller;

import dev.sluice.mesh.Scraper;
import io.smallrye.common.annotation.Identifier;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import java.time.InstantSource;

/** Makes what the adapters are given. */
final class Wiring {
    private static final int CONNECT_TIMEOUT_MS = 500;

    /** Asks gateways for their counters. One pod is never asked twice at a time, so nothing ever waits in a queue. */
    @Produces
    @ApplicationScoped
    @Identifier(Scraper.CLIENT)
    HttpClient counters(Vertx vertx) {
        return vertx.createHttpClient(new HttpClientOptions()
                .setConnectTimeout(CONNECT_TIMEOUT_MS)
                .setMaxPoolSize(1)
                .setMaxWaitQueueSize(1));
    }

    @Produces
    @ApplicationScoped
    InstantSource clock() {
        return InstantSource.system();
    }
}
