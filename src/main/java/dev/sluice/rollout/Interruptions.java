package dev.sluice.rollout;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Times in one hold in which it was not certain that users had its weight: someone else wrote the VirtualService, or a gateway served
 * something older, or nobody could be asked.
 *
 * @param times how many there were
 * @param lost how long those that are over lasted together
 * @param since since when one lasts; empty while none does
 */
public record Interruptions(int times, Duration lost, Optional<Instant> since) {
    /** None. */
    public static final Interruptions NONE = new Interruptions(0, Duration.ZERO, Optional.empty());

    /** What every hold may lose, however short it is: a gateway needs so long to follow when the machine is busy. */
    static final Duration LEAST = Duration.ofSeconds(2);

    /** What part of a hold may be lost. */
    static final int PART = 10;

    /** Checks. */
    public Interruptions {
        if (times < 0 || lost.isNegative()) {
            throw new IllegalArgumentException(times + " interruptions cannot last " + lost);
        }
    }

    Interruptions begin(Instant from) {
        return new Interruptions(times + 1, lost, Optional.of(from));
    }

    Interruptions end(Instant at) {
        return new Interruptions(times, lost(at), Optional.empty());
    }

    Interruptions later(Duration unseen) {
        return new Interruptions(times, lost, since.map(at -> at.plus(unseen)));
    }

    /** How long all of them lasted together until now. */
    Duration lost(Instant at) {
        return lost.plus(lasting(at));
    }

    /** How long the one that goes on lasts. */
    Duration lasting(Instant at) {
        return since.map(from -> Duration.between(from, at))
                .filter(Duration::isPositive)
                .orElse(Duration.ZERO);
    }

    /**
     * Whether they are short enough for the hold to go on: a tenth of it in all, or of what it has held where it waits for more evidence.
     *
     * @param held how long the weight was right
     */
    boolean bearable(Stage stage, Duration held, Instant at) {
        Duration whole = held.compareTo(stage.hold()) > 0 ? held : stage.hold();
        Duration part = whole.dividedBy(PART);
        return lost(at).compareTo(part.compareTo(LEAST) > 0 ? part : LEAST) <= 0;
    }
}
