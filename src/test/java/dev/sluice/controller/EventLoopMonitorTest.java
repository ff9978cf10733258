package dev.sluice.controller;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class EventLoopMonitorTest {
    private final AtomicLong nanos = new AtomicLong();
    private final LoopMonitor loopMonitor = new LoopMonitor(nanos::get);
    private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(2));
    private final EventLoopMonitor eventLoops = new EventLoopMonitor(vertx, loopMonitor);

    @AfterEach
    void close() throws Exception {
        vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    @Test
    void missesAnEventLoopThatHangs() throws InterruptedException {
        CountDownLatch hanging = new CountDownLatch(1);
        vertx.nettyEventLoopGroup().next().execute(() -> {
            try {
                hanging.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        Thread round = Thread.ofVirtual().start(eventLoops::look);

        await().until(() -> {
            nanos.addAndGet(LoopMonitor.TURN.toNanos());
            return loopMonitor.failing().contains("the event loops");
        });

        hanging.countDown();
        round.join();
        assertThat(loopMonitor.failing()).isEmpty();
    }
}
