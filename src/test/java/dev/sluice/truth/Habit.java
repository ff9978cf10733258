package dev.sluice.truth;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;

/** What somebody does again and again beside a release. */
final class Habit implements AutoCloseable {
    private final AtomicInteger times = new AtomicInteger();
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
    private final ScheduledFuture<?> going;

    /** Begins it; {@code act} is told how often it was done before. */
    Habit(Duration period, IntConsumer act) {
        going = clock.scheduleAtFixedRate(
                () -> act.accept(times.getAndIncrement()), 0, period.toMillis(), TimeUnit.MILLISECONDS);
    }

    int times() {
        return times.get();
    }

    /** Ends it; fails when it has ended by itself, for then it proves nothing. */
    @Override
    public void close() {
        clock.close();
        if (going.state() == java.util.concurrent.Future.State.FAILED) {
            throw new IllegalStateException("it broke off after " + times, going.exceptionNow());
        }
    }
}
