package dev.sluice.cli.cluster;

import java.time.Duration;
import java.util.Optional;

/** How long a command still waits, by a clock that nobody sets. */
public final class Deadline {
    private final Optional<Long> end;

    private Deadline(Optional<Long> end) {
        this.end = end;
    }

    /** From now on. */
    public static Deadline of(Duration duration) {
        return of(Optional.of(duration));
    }

    /** @param duration empty for as long as it takes */
    public static Deadline of(Optional<Duration> duration) {
        return new Deadline(duration.map(time -> System.nanoTime() + time.toNanos()));
    }

    /** Whether the time is up. */
    public boolean over() {
        return end.filter(at -> System.nanoTime() - at >= 0).isPresent();
    }
}
