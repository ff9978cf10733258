package dev.sluice.controller;

import dev.sluice.evidence.gateway.GatewayMetricsScraper;
import io.smallrye.common.annotation.Identifier;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import java.time.InstantSource;

/** Makes what the adapters are given. */
final class ControllerProducers {
    private static final int CONNECT_TIMEOUT_MS = 500;
    private static final int LATENCIES_WAITING = 256;

    /** Asks gateways for their counters. One pod is never asked twice at a time, so nothing ever waits in a queue. */
    @Produces
    @ApplicationScoped
    @Identifier(GatewayMetricsScraper.CLIENT)
    HttpClient counters(Vertx vertx) {
        return vertx.createHttpClient(new HttpClientOptions()
                .setConnectTimeout(CONNECT_TIMEOUT_MS)
                .setMaxPoolSize(1)
                .setMaxWaitQueueSize(1));
    }

    /** Asks gateways for latencies, app by app: these wait for each other, and counters wait for none of them. */
    @Produces
    @ApplicationScoped
    @Identifier(GatewayMetricsScraper.LATENCIES)
    HttpClient latencies(Vertx vertx) {
        return vertx.createHttpClient(new HttpClientOptions()
                .setConnectTimeout(CONNECT_TIMEOUT_MS)
                .setMaxPoolSize(1)
                .setMaxWaitQueueSize(LATENCIES_WAITING));
    }

    /** What counts time here counts by this one. */
    @Produces
    @ApplicationScoped
    InstantSource clock() {
        return new MonotonicClock(InstantSource.system(), System::nanoTime);
    }
}
