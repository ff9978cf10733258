package dev.sluice.controller;

import dev.sluice.mesh.Convergence;
import dev.sluice.mesh.Scraper;
import io.smallrye.common.annotation.Identifier;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.ext.web.client.WebClient;
import io.vertx.ext.web.client.WebClientOptions;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import java.time.InstantSource;

/** Makes what the adapters are given. */
final class Wiring {
    private static final int CONNECT_TIMEOUT_MS = 500;
    private static final int POOL = 256;
    private static final int QUEUE = 256;

    /** Sends probes. Redirects are answers, not roads: they are never followed. */
    @Produces
    @ApplicationScoped
    WebClient probes(Vertx vertx) {
        return WebClient.create(vertx, options());
    }

    /** Asks for stamps, over connections of its own: a version that hangs must not hide a gateway. */
    @Produces
    @ApplicationScoped
    @Identifier(Convergence.CLIENT)
    WebClient stamps(Vertx vertx) {
        return WebClient.create(vertx, options());
    }

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

    private static WebClientOptions options() {
        return new WebClientOptions()
                .setConnectTimeout(CONNECT_TIMEOUT_MS)
                .setFollowRedirects(false)
                .setUserAgent("sluice")
                .setMaxPoolSize(POOL)
                .setMaxWaitQueueSize(QUEUE);
    }

    @Produces
    @ApplicationScoped
    InstantSource clock() {
        return InstantSource.system();
    }
}
