package dev.sluice.controller;

import io.vertx.core.Vertx;
import io.vertx.ext.web.client.WebClient;
import io.vertx.ext.web.client.WebClientOptions;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import java.time.InstantSource;

/** Makes what the adapters are given. */
final class Wiring {
    private static final int CONNECT_TIMEOUT_MS = 500;
    private static final int POOL = 64;
    private static final int QUEUE = 256;

    /** Asks gateways. Redirects are answers, not roads: they are never followed. */
    @Produces
    @ApplicationScoped
    WebClient web(Vertx vertx) {
        return WebClient.create(
                vertx,
                new WebClientOptions()
                        .setConnectTimeout(CONNECT_TIMEOUT_MS)
                        .setFollowRedirects(false)
                        .setUserAgent("sluice")
                        .setMaxPoolSize(POOL)
                        .setMaxWaitQueueSize(QUEUE));
    }

    @Produces
    @ApplicationScoped
    InstantSource clock() {
        return InstantSource.system();
    }
}
