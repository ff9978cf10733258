package dev.sluice.replay;

import dev.sluice.analysis.Counts;
import java.time.Duration;

/**
 * One second of a rollout, or what of it lies before or after a decision; or several calm seconds in one, when many were recorded.
 *
 * @param from its first look, from the beginning of the recording on
 * @param to its last look, on which was decided
 * @param around what was so at the last look
 * @param users users' requests
 * @param probes probes
 * @param slow requests whose time the gateways have told, and how many of them were grossly slow
 */
public record RecordedInterval(
        Duration from, Duration to, RecordedContext around, Counts users, RecordedProbes probes, Counts slow) {
    /** Checks. */
    public RecordedInterval {
        if (to.compareTo(from) < 0) {
            throw new IllegalArgumentException("a second from " + from + " to " + to);
        }
    }

    /** One that tells no latencies of users. */
    RecordedInterval(Duration from, Duration to, RecordedContext around, Counts users, RecordedProbes probes) {
        this(from, to, around, users, probes, Counts.NONE);
    }

    RecordedInterval plus(RecordedInterval next) {
        return new RecordedInterval(
                from, next.to, next.around, users.plus(next.users), probes.plus(next.probes), slow.plus(next.slow));
    }
}
