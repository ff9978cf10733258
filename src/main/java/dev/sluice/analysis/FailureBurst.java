package dev.sluice.analysis;

import java.time.Duration;
import java.time.Instant;

/**
 * A run of green's failures with no long pause between them: what people are told when it ends in a revert.
 *
 * @param first green's first failure
 * @param last green's last failure
 * @param seen what the stage has counted from the first on
 */
public record FailureBurst(Instant first, Instant last, StageCounts seen) {
    /** Who has not failed for so long is not suspected any more. */
    private static final Duration FORGIVEN = Duration.ofSeconds(10);

    public static FailureBurst at(Instant at) {
        return new FailureBurst(at, at, StageCounts.NONE);
    }

    /** As it goes on in a stage that counts anew: what is told of it is a part of that stage. */
    public FailureBurst uncounted() {
        return new FailureBurst(first, last, StageCounts.NONE);
    }

    public boolean over(Instant at) {
        return last.plus(FORGIVEN).isBefore(at);
    }

    public FailureBurst plus(Instant at, Counts users, Counts probes) {
        boolean again = users.greenFailed() + probes.greenFailed() > 0;
        return new FailureBurst(first, again ? at : last, seen.plus(at, users, probes));
    }
}
