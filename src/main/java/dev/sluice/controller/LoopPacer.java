package dev.sluice.controller;

import java.time.Duration;
import java.util.function.Consumer;

/**
 * When a loop over all namespaces goes round again: at once when something changes after a quiet time, and no oftener than once in a while where something
 * changes all the time.
 */
final class LoopPacer {
    private final Duration rest;
    private final Consumer<Duration> sleep;
    private final WakeupSignal wakeup = new WakeupSignal();

    /** @param rest the least time from the end of a round to the next one */
    LoopPacer(Duration rest) {
        this(rest, time -> new WakeupSignal().await(time));
    }

    /** @param sleep waits for so long */
    LoopPacer(Duration rest, Consumer<Duration> sleep) {
        this.rest = rest;
        this.sleep = sleep;
    }

    /** Something has changed. */
    void ring() {
        wakeup.ring();
    }

    /** Ends a round: rests, then waits until something changes or has changed meanwhile, at most so long. */
    void await(Duration atMost) {
        sleep.accept(rest);
        wakeup.await(atMost);
    }
}
