package dev.sluice.controller;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** One look at a time, and none for ever. */
final class BackgroundTaskTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    private final BackgroundTask task = new BackgroundTask();
    private final AtomicBoolean givenUp = new AtomicBoolean();

    @Test
    void oneThatIsLateIsGivenUpAndAnotherBegins() {
        task.begin("late", NOW, this::hang);
        assertThat(task.free(NOW.plus(BackgroundTask.LATE).minusMillis(1))).isFalse();

        assertThat(task.free(NOW.plus(BackgroundTask.LATE))).isTrue();

        await().untilTrue(givenUp);
        AtomicBoolean current = new AtomicBoolean();
        task.begin("next", NOW, () -> current.set(task.current()));
        await().untilTrue(current);
        await().until(() -> task.free(NOW));
    }

    private void hang() {
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException e) {
            givenUp.set(!task.current());
        }
    }
}
