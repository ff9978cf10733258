package dev.sluice.replay;

import dev.sluice.api.PolicySpec;
import dev.sluice.rollout.Plan;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * Where a recording comes from.
 *
 * @param rollout namespace and name of the rollout
 * @param sluice version of the Sluice that recorded
 * @param began when; every time in the recording counts from here
 * @param blue name of blue's subset
 * @param green name of green's subset
 * @param policy the policy that decided
 * @param first whether nothing served before, so that green went straight to 100
 */
public record RecordingMetadata(
        String rollout, String sluice, Instant began, String blue, String green, PolicySpec policy, boolean first) {
    /** Keeps whole milliseconds. */
    public RecordingMetadata {
        began = began.truncatedTo(ChronoUnit.MILLIS);
    }

    /** The way that was recorded. */
    public Plan plan() {
        return plan(policy);
    }

    /** The way that another policy would have set for the same release. */
    public Plan plan(PolicySpec other) {
        return first ? Plan.first(other) : Plan.of(other);
    }
}
