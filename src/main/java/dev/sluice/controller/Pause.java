package dev.sluice.controller;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** Waits. An interrupt ends the wait early and stays set: the loops look at their own stop flags. */
final class Pause {
    private Pause() {}

    static void of(Duration time) {
        LockSupport.parkNanos(time.toNanos());
    }
}
