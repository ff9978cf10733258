package dev.sluice.cli.steer;

import java.time.Duration;
import java.util.Optional;

/** How long a command still waits, by a clock that nobody sets. */
final class Deadline {
    private final Optional<Long> end;

    private Deadline(Optional<Long> end) {
        this.end = end;
    }

    static Deadline of(Duration duration) {
        return of(Optional.of(duration));
    }

    /** @param duration empty for as long as it takes */
    static Deadline of(Optional<Duration> duration) {
        return new Deadline(duration.map(time -> System.nanoTime() + time.toNanos()));
    }

    boolean over() {
        return end.filter(at -> System.nanoTime() - at >= 0).isPresent();
    }
}
