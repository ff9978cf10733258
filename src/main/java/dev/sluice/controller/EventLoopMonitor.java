package dev.sluice.controller;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Watches the event loops, on which all requests to gateways are: while one of them does not come to its next task, this has no next round. */
@ApplicationScoped
class EventLoopMonitor {
    private static final Duration ROUND = Duration.ofSeconds(1);

    private final Vertx vertx;
    private final LoopMonitor loopMonitor;
    private final WakeupSignal wakeup = new WakeupSignal();
    private volatile boolean stopped;

    EventLoopMonitor(Vertx vertx, LoopMonitor loopMonitor) {
        this.vertx = vertx;
        this.loopMonitor = loopMonitor;
    }

    void start(@Observes StartupEvent event, ControllerConfig config) {
        if (config.enabled()) {
            begin();
        }
    }

    void stop(@Observes ShutdownEvent event) {
        stopped = true;
        wakeup.ring();
    }

    void begin() {
        Thread.ofVirtual()
                .name("event-loops")
                .start(() -> loopMonitor.run("the event loops", LoopMonitor.TURN, this::watch));
    }

    private void watch() {
        while (!stopped) {
            IsolatedTask.run("a round of the event loops", this::round);
            wakeup.await(ROUND);
        }
    }

    private void round() {
        List<CompletableFuture<Void>> tasks = new ArrayList<>();
        vertx.nettyEventLoopGroup().forEach(loop -> tasks.add(CompletableFuture.runAsync(() -> {}, loop)));
        tasks.forEach(CompletableFuture::join);
    }
}
