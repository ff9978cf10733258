package dev.sluice.evidence;

import dev.sluice.analysis.ObservationBatch;
import dev.sluice.rollout.GatewayEndpoint;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Something that counts, for one rollout, how its two versions answer; it looks by threads of its own, and its methods never wait. All may be called by any
 * thread, {@link #drain} by one at a time. The three with a default are for sources that have something to do then.
 */
public interface EvidenceSource extends AutoCloseable {
    /** The gateways through which the versions are looked at from now on. None: nothing is asked. Nothing is before the first call. */
    void aim(List<GatewayEndpoint> endpoints);

    /** Takes what was seen since the last call; of what it does not look at, nothing. */
    ObservationBatch drain(Instant at);

    /** Why it sees less than it was asked to, in one line with the cure; empty when it does not, or nothing is to be asked. That is never a failure of green. */
    Optional<String> impaired();

    /** Ends it. */
    @Override
    void close();

    /** Green may be bad: it looks oftener for a moment. */
    default void suspect() {}

    /** Something may have changed in the cluster: by what the versions are told apart is looked up soon. */
    default void stir() {}

    /** Whether its threads go on: the last turn is not longer ago than this. */
    default boolean lively(Duration most) {
        return true;
    }
}
