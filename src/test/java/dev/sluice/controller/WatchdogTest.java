package dev.sluice.controller;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.sluice.demo.BareApi;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.eclipse.microprofile.health.HealthCheckResponse.Status;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A controller of which a part has died or hangs lets another replica act. */
final class WatchdogTest {
    private static final Duration TURN = Duration.ofMinutes(3);

    private final BareApi api = new BareApi("");
    private final AtomicLong nanos = new AtomicLong();
    private final LoopMonitor loopMonitor = new LoopMonitor(nanos::get);
    private final AtomicInteger changed = new AtomicInteger();
    private final Sharding sharding = new Sharding(api.client(), new Bench.Hurried(new Elected()), new LoopMonitor());
    private final Watchdog watchdog = new Watchdog(loopMonitor, sharding, nanos::get);
    private final CountDownLatch released = new CountDownLatch(1);

    @BeforeEach
    void lead() {
        sharding.start(new Sharding.Changes(() -> true, _ -> {}, changed::incrementAndGet));
        await().until(() -> sharding.shards() > 0);
    }

    @AfterEach
    void close() {
        released.countDown();
        sharding.stop();
        api.close();
    }

    @Test
    void livesAndActsAsLongAsItsLoopsGoRound() {
        CountDownLatch turned = new CountDownLatch(1);
        Thread loop = Thread.ofVirtual()
                .start(() -> loopMonitor.run("the policy reconciler", TURN, () -> {
                    pass(Duration.ofMinutes(4));
                    LoopMonitor.heartbeat();
                    turned.countDown();
                    hang();
                }));
        await().until(() -> turned.getCount() == 0 && loop.isAlive());

        watchdog.look();

        assertThat(sharding.mayAct("any")).isTrue();
        assertThat(watchdog.call().getStatus()).isEqualTo(Status.UP);
    }

    @Test
    void givesAllAwayWhenALoopDies() {
        Thread loop = Thread.ofVirtual()
                .unstarted(() -> loopMonitor.run("the policy reconciler", TURN, () -> {
                    throw new OutOfMemoryError("as if");
                }));
        loop.setUncaughtExceptionHandler((_, _) -> {});
        loop.start();
        await().until(() -> !loop.isAlive());

        watchdog.look();

        hasGivenUp();
    }

    @Test
    void givesAllAwayWhenALoopHangs() {
        aLoopHangs();
        watchdog.look();
        assertThat(sharding.mayAct("any")).isTrue();

        for (int i = 0; i < 60; i++) {
            pass(Duration.ofSeconds(4));
            watchdog.look();
        }

        hasGivenUp();
    }

    @Test
    void givesAllAwayWhenAWatchHasEnded() {
        AtomicBoolean lives = new AtomicBoolean(true);
        loopMonitor.watch("the watches", lives::get);
        watchdog.look();
        assertThat(sharding.mayAct("any")).isTrue();

        lives.set(false);
        watchdog.look();

        hasGivenUp();
    }

    @Test
    void givesAllAwayWhenAJobIsNotRunAnyMore() {
        LoopMonitor.Job job = loopMonitor.watchJob("the tidying", Duration.ofSeconds(30));
        for (int i = 0; i < 60; i++) {
            pass(Duration.ofSeconds(4));
            job.run(() -> {
                throw new IllegalStateException("as if; the next run tries again");
            });
            watchdog.look();
        }
        assertThat(sharding.mayAct("any")).isTrue();

        for (int i = 0; i < 53; i++) {
            pass(Duration.ofSeconds(4));
            watchdog.look();
        }

        hasGivenUp();
    }

    @Test
    void aJobGoesOnForAsLongAsItShowsThatItDoes() {
        loopMonitor.watchJob("the tidying", Duration.ofSeconds(30)).run(() -> {
            for (int i = 0; i < 9; i++) {
                pass(Duration.ofMinutes(1));
                assertThat(loopMonitor.failing()).isEmpty();
                LoopMonitor.heartbeat();
            }
            pass(Duration.ofMinutes(4));
            assertThat(loopMonitor.failing()).containsExactly("the tidying");
        });
    }

    @Test
    void givesAllAwayWhenAJobDies() {
        LoopMonitor.Job job = loopMonitor.watchJob("the tidying", Duration.ofSeconds(30));
        assertThatThrownBy(() -> job.run(() -> {
                    throw new OutOfMemoryError("as if");
                }))
                .isInstanceOf(OutOfMemoryError.class);

        watchdog.look();

        hasGivenUp();
    }

    @Test
    void blamesNoLoopWhenTheProcessStoodStill() {
        aLoopHangs();

        pass(Duration.ofHours(1));
        watchdog.look();

        assertThat(sharding.resigned()).isFalse();
    }

    @Test
    void aLoopThatEndsAsItShouldIsForgotten() {
        loopMonitor.run("a worker", TURN, () -> {});
        pass(Duration.ofHours(1));

        assertThat(loopMonitor.failing()).isEmpty();
    }

    private void hasGivenUp() {
        assertThat(sharding.mayAct("any")).as("may write").isFalse();
        assertThat(watchdog.call().getStatus()).isEqualTo(Status.DOWN);
        await().untilAsserted(() -> assertThat(
                        api.client().leases().inNamespace("sluice").list().getItems())
                .extracting(lease -> lease.getMetadata().getName())
                .as("its own Lease is gone")
                .containsExactly("sluice"));
        int changes = changed.get();
        Sharding other = new Sharding(api.client(), new Bench.Hurried(new Elected()), new LoopMonitor());
        other.start(new Sharding.Changes(() -> true, _ -> {}, () -> {}));
        await().atMost(Duration.ofSeconds(12))
                .untilAsserted(() -> assertThat(other.mayAct("any"))
                        .as("another replica acts before the Lease would have run out")
                        .isTrue());
        other.stop();
        assertThat(changed).as("does not join again").hasValue(changes);
    }

    private void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
    }

    private void hang() {
        try {
            released.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void aLoopHangs() {
        CountDownLatch begun = new CountDownLatch(1);
        Thread.ofVirtual()
                .start(() -> loopMonitor.run("the policy reconciler", TURN, () -> {
                    begun.countDown();
                    hang();
                }));
        await().until(() -> begun.getCount() == 0);
    }

    private record Elected() implements ControllerConfig.LeaderElection {
        @Override
        public boolean enabled() {
            return true;
        }

        @Override
        public Optional<String> namespace() {
            return Optional.of("sluice");
        }

        @Override
        public String name() {
            return "sluice";
        }

        @Override
        public Duration lease() {
            return Duration.ofSeconds(15);
        }
    }
}
