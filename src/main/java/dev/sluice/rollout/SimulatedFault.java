package dev.sluice.rollout;

import dev.sluice.analysis.ProbeOutcome;
import java.time.Duration;

/**
 * How green fails in a rehearsal.
 *
 * @param share the share of its requests that it fails, users' and probes alike
 * @param outcome what a probe says that has failed
 * @param known how long such a probe takes to say so
 */
record SimulatedFault(double share, ProbeOutcome outcome, Duration known) {
    static SimulatedFault errors(double share) {
        return new SimulatedFault(share, ProbeOutcome.Failed, Duration.ZERO);
    }

    static SimulatedFault refusal() {
        return new SimulatedFault(1, ProbeOutcome.Refused, Duration.ZERO);
    }

    /** Nothing answers: that is known when the probe's time is up. Users' requests that hang are not counted by any gateway. */
    static SimulatedFault hang(Duration timeout) {
        return new SimulatedFault(1, ProbeOutcome.Failed, timeout);
    }
}
