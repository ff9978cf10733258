package dev.sluice.controller;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.local.BareApi;
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
    private final Loops loops = new Loops(nanos::get);
    private final AtomicInteger led = new AtomicInteger();
    private final AtomicBoolean leads = new AtomicBoolean();
    private final Leadership leadership = new Leadership(api.client(), new Bench.Hurried(new Elected()), new Loops());
    private final Watchdog watchdog = new Watchdog(loops, leadership, nanos::get);
    private final CountDownLatch released = new CountDownLatch(1);

    @BeforeEach
    void lead() {
        leadership.run(
                () -> {
                    led.incrementAndGet();
                    leads.set(true);
                },
                () -> leads.set(false));
        await().until(leadership::mayAct);
    }

    @AfterEach
    void close() {
        released.countDown();
        leadership.stop();
        api.close();
    }

    @Test
    void livesAndActsAsLongAsItsLoopsGoRound() {
        CountDownLatch turned = new CountDownLatch(1);
        Thread loop = Thread.ofVirtual()
                .start(() -> loops.run("the intake", TURN, () -> {
                    pass(Duration.ofMinutes(4));
                    Loops.beat();
                    turned.countDown();
                    hang();
                }));
        await().until(() -> turned.getCount() == 0 && loop.isAlive());

        watchdog.look();

        assertThat(leadership.mayAct()).isTrue();
        assertThat(watchdog.call().getStatus()).isEqualTo(Status.UP);
    }

    @Test
    void givesTheLeaseBackWhenALoopDies() {
        Thread loop = Thread.ofVirtual()
                .unstarted(() -> loops.run("the intake", TURN, () -> {
                    throw new OutOfMemoryError("as if");
                }));
        loop.setUncaughtExceptionHandler((_, _) -> {});
        loop.start();
        await().until(() -> !loop.isAlive());

        watchdog.look();

        hasGivenUp();
    }

    @Test
    void givesTheLeaseBackWhenALoopHangs() {
        aLoopHangs();
        watchdog.look();
        assertThat(leadership.mayAct()).isTrue();

        for (int i = 0; i < 60; i++) {
            pass(Duration.ofSeconds(4));
            watchdog.look();
        }

        hasGivenUp();
    }

    @Test
    void givesTheLeaseBackWhenAWatchHasEnded() {
        AtomicBoolean lives = new AtomicBoolean(true);
        loops.watch("the watches", lives::get);
        watchdog.look();
        assertThat(leadership.mayAct()).isTrue();

        lives.set(false);
        watchdog.look();

        hasGivenUp();
    }

    @Test
    void blamesNoLoopWhenTheProcessStoodStill() {
        aLoopHangs();

        pass(Duration.ofHours(1));
        watchdog.look();

        assertThat(leadership.resigned()).isFalse();
    }

    @Test
    void aLoopThatEndsAsItShouldIsForgotten() {
        loops.run("a worker", TURN, () -> {});
        pass(Duration.ofHours(1));

        assertThat(loops.failing()).isEmpty();
    }

    private void hasGivenUp() {
        assertThat(leadership.mayAct()).as("may write").isFalse();
        assertThat(watchdog.call().getStatus()).isEqualTo(Status.DOWN);
        await().until(() -> !leads.get());
        Leadership other = new Leadership(api.client(), new Bench.Hurried(new Elected()), new Loops());
        other.run(() -> {}, () -> {});
        await().atMost(Duration.ofSeconds(12))
                .untilAsserted(() -> assertThat(other.mayAct())
                        .as("another replica acts before the Lease would have run out")
                        .isTrue());
        other.stop();
        assertThat(led).as("does not stand for election again").hasValue(1);
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
                .start(() -> loops.run("the intake", TURN, () -> {
                    begun.countDown();
                    hang();
                }));
        await().until(() -> begun.getCount() == 0);
    }

    private record Elected() implements SluiceConfig.LeaderElection {
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
