package dev.sluice.controller;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/** Something that is done beside a loop, once at a time. One that is late is given up: it is interrupted, and nothing waits for it any more. */
final class BackgroundTask {
    /** Nothing that is asked takes as long, however much there is to read. */
    static final Duration LATE = Duration.ofMinutes(1);

    private record Running(Thread thread, Instant since) {}

    private final AtomicReference<Optional<Running>> running = new AtomicReference<>(Optional.empty());

    /** Whether another may begin; gives up the one that goes on when it is late. */
    boolean free(Instant now) {
        Optional<Running> one = running.get();
        if (one.isPresent()
                && !now.isBefore(one.get().since().plus(LATE))
                && running.compareAndSet(one, Optional.empty())) {
            one.get().thread().interrupt();
        }
        return running.get().isEmpty();
    }

    /** Begins, in a thread of its own; only where it is {@linkplain #free free}. */
    void begin(String name, Instant now, Runnable task) {
        Thread thread = Thread.ofVirtual().name(name).unstarted(() -> {
            try {
                task.run();
            } finally {
                Optional<Running> one = running.get();
                if (mine(one)) {
                    running.compareAndSet(one, Optional.empty());
                }
            }
        });
        running.set(Optional.of(new Running(thread, now)));
        thread.start();
    }

    /** Whether the task in this thread was not given up. */
    boolean current() {
        return mine(running.get());
    }

    private static boolean mine(Optional<Running> one) {
        return one.isPresent() && one.get().thread() == Thread.currentThread();
    }
}
