package dev.sluice.analysis;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Requests counted since a moment: since a stage began, or since green was first seen to fail.
 *
 * @param since the first look; empty before it
 * @param users users' requests
 * @param probes probes
 */
public record StageCounts(Optional<Instant> since, Counts users, Counts probes) {
    /** Nothing counted. */
    public static final StageCounts NONE = new StageCounts(Optional.empty(), Counts.NONE, Counts.NONE);

    public StageCounts plus(Instant at, Counts moreUsers, Counts moreProbes) {
        return new StageCounts(since.or(() -> Optional.of(at)), users.plus(moreUsers), probes.plus(moreProbes));
    }

    public StageCounts later(Duration unseen) {
        return new StageCounts(since.map(at -> at.plus(unseen)), users, probes);
    }

    /** For how many seconds it counts. */
    public double seconds(Instant at) {
        return since.map(from -> Duration.between(from, at).toMillis() / 1000.0).orElse(0.0);
    }
}
