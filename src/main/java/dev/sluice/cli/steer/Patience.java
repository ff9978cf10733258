package dev.sluice.cli.steer;

import java.time.Duration;
import java.util.Optional;

/** How long a command still waits, by a clock that nobody sets. */
final class Patience {
    private final Optional<Long> end;

    private Patience(Optional<Long> end) {
        this.end = end;
    }

    static Patience of(Duration duration) {
        return of(Optional.of(duration));
    }

    /** @param duration empty for as long as it takes */
    static Patience of(Optional<Duration> duration) {
        return new Patience(duration.map(time -> System.nanoTime() + time.toNanos()));
    }

    boolean over() {
        return end.filter(at -> System.nanoTime() - at >= 0).isPresent();
    }
}
