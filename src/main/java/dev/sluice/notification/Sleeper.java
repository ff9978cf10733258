package dev.sluice.notification;

import java.time.Duration;

/** Lets time pass. */
@FunctionalInterface
interface Sleeper {
    /** Waits. */
    void sleep(Duration time) throws InterruptedException;
}
