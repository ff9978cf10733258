package dev.sluice.analysis;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The second that is being counted: its failures count as one event unless most of it fails, so the tests are told of whole seconds.
 *
 * @param since its first look; empty before it
 * @param changed whether it is the first since the weight has changed
 * @param users users' requests
 * @param probes probes
 * @param slow for each edge of the latency, probes and how many were beyond it; the last counts those beyond the objective
 * @param greenSteps the sum of green's latencies in {@linkplain dev.sluice.analysis.LatencyTrend#step steps}
 */
public record AggregationWindow(
        Optional<Instant> since, boolean changed, Counts users, Counts probes, List<Counts> slow, long greenSteps) {
    /** Nothing counted. */
    public static final AggregationWindow NONE =
            new AggregationWindow(Optional.empty(), false, Counts.NONE, Counts.NONE, List.of(), 0);

    private static final Duration SECOND = Duration.ofSeconds(1);

    /** Copies. */
    public AggregationWindow {
        slow = List.copyOf(slow);
    }

    public static AggregationWindow afterChange() {
        return new AggregationWindow(Optional.empty(), true, Counts.NONE, Counts.NONE, List.of(), 0);
    }

    /** Whether its second is over, or the clock was set back before it. */
    public boolean over(Instant at) {
        return since.filter(from -> !from.plus(SECOND).isAfter(at) || at.isBefore(from))
                .isPresent();
    }

    /** The same with other latencies of green. */
    public AggregationWindow timed(long steps) {
        return new AggregationWindow(since, changed, users, probes, slow, steps);
    }

    public boolean empty() {
        return since.isEmpty();
    }
}
