package dev.sluice.replay;

import dev.sluice.analysis.Counts;
import dev.sluice.analysis.ObservationBatch;
import dev.sluice.analysis.ProbeOutcome;
import dev.sluice.analysis.ProbeResult;
import dev.sluice.analysis.VersionRole;
import dev.sluice.rollout.Evidence;
import dev.sluice.rollout.Rollout;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** Tells the evidence of a second as the controller told it: requests one by one, in an order that leaves as many refused in a row. */
final class EvidenceFeeder {
    private static final Duration SECOND = Duration.ofSeconds(1);

    private final Instant from;
    private final Instant to;
    private final RecordedProbes probed;
    private final Counts slow;
    private final Deque<Long> green;
    private final Deque<Long> blue;
    private final List<ProbeResult> results = new ArrayList<>();

    private EvidenceFeeder(Instant began, RecordedInterval second) {
        this.from = began.plus(second.from());
        this.to = began.plus(second.to());
        this.probed = second.probes();
        this.slow = second.slow();
        this.green = new ArrayDeque<>(probed.green().each());
        this.blue = new ArrayDeque<>(probed.blue().each());
        order();
    }

    /**
     * The evidence with one more second.
     *
     * @param began when the recording began
     * @param users what the policy takes for evidence of its users
     */
    static Evidence tell(Evidence evidence, Instant began, RecordedInterval second, Counts users, Rollout rollout) {
        return new EvidenceFeeder(began, second).told(evidence, users, rollout);
    }

    /** The last one comes at the end of the second, so that a silence counts from there. */
    private Evidence told(Evidence evidence, Counts users, Rollout rollout) {
        boolean parted = from.isBefore(to) && to.isBefore(from.plus(SECOND)) && !results.isEmpty();
        int first = parted ? results.size() - 1 : results.size();
        ObservationBatch most = new ObservationBatch(from, results.subList(0, first), users, slow);
        ObservationBatch last = new ObservationBatch(to, results.subList(first, results.size()), Counts.NONE);
        Evidence next = evidence.plus(rollout.counting(most), rollout.plan());
        return parted ? next.plus(rollout.counting(last), rollout.plan()) : next;
    }

    private void order() {
        Counts counts = probed.counts();
        long atLast = Math.min(probed.run(), probed.refused());
        add(VersionRole.Green, ProbeOutcome.Refused, probed.refused() - atLast);
        long blueAtLast = atLast > 0 ? 0 : Math.min(probed.blueRun(), counts.blueFailed());
        add(VersionRole.Blue, ProbeOutcome.Failed, counts.blueFailed() - blueAtLast);
        if (atLast > 0) {
            add(VersionRole.Green, ProbeOutcome.Failed, counts.greenFailed() - probed.refused());
            add(VersionRole.Green, ProbeOutcome.Passed, counts.green() - counts.greenFailed());
            add(VersionRole.Blue, ProbeOutcome.Passed, counts.blue() - counts.blueFailed());
            add(VersionRole.Green, ProbeOutcome.Refused, atLast);
        } else {
            add(VersionRole.Blue, ProbeOutcome.Passed, counts.blue() - counts.blueFailed());
            add(VersionRole.Green, ProbeOutcome.Failed, counts.greenFailed() - probed.refused());
            add(VersionRole.Green, ProbeOutcome.Passed, counts.green() - counts.greenFailed());
            add(VersionRole.Blue, ProbeOutcome.Refused, blueAtLast);
        }
    }

    private void add(VersionRole role, ProbeOutcome outcome, long count) {
        Deque<Long> took = role == VersionRole.Green ? green : blue;
        String detail = role == VersionRole.Green && outcome != ProbeOutcome.Passed ? probed.failure() : "";
        for (long i = 0; i < count; i++) {
            Duration lasted = outcome == ProbeOutcome.Passed && !took.isEmpty()
                    ? Latencies.took(took.removeFirst())
                    : Duration.ZERO;
            results.add(new ProbeResult(to, role, outcome, detail, "", 0, lasted));
        }
    }
}
