package dev.sluice.notification;

import java.time.Duration;
import java.time.Instant;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** Counts what happens too often to be told each time. */
final class LogRateLimiter {
    private final Duration quiet;
    private @Nullable Instant told;
    private int count;

    LogRateLimiter(Duration quiet) {
        this.quiet = quiet;
    }

    /** Counts one; gives how many there were since it was last told of them, when it is time to tell again. */
    synchronized OptionalInt count(Instant now) {
        count++;
        if (told != null && now.isBefore(told.plus(quiet))) {
            return OptionalInt.empty();
        }
        told = now;
        int since = count;
        count = 0;
        return OptionalInt.of(since);
    }
}
