package dev.sluice.controller;

import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Watches the event loops, on which all requests to gateways are: while one of them does not come to its next task, this has no next round. */
@ApplicationScoped
class EventLoopMonitor {
    private final Vertx vertx;
    private final LoopMonitor.Job job;

    EventLoopMonitor(Vertx vertx, LoopMonitor loopMonitor) {
        this.vertx = vertx;
        this.job = loopMonitor.watchJob("the event loops", Duration.ofSeconds(1));
    }

    @Scheduled(every = "1s", concurrentExecution = ConcurrentExecution.SKIP)
    @RunOnVirtualThread
    void look() {
        job.run(this::round);
    }

    private void round() {
        List<CompletableFuture<Void>> tasks = new ArrayList<>();
        vertx.nettyEventLoopGroup().forEach(loop -> tasks.add(CompletableFuture.runAsync(() -> {}, loop)));
        tasks.forEach(CompletableFuture::join);
    }
}
