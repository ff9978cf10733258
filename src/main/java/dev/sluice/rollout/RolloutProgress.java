package dev.sluice.rollout;

import dev.sluice.analysis.ObservationBatch;
import dev.sluice.analysis.ProbeResult;
import dev.sluice.analysis.SequentialTests;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What people look at while a rollout goes on. Nothing is decided by it.
 *
 * @param gateways what each gateway serves
 * @param answers how probes were answered lately, the latest kind of answer first
 * @param timeline weights, requests and evidence over time
 */
public record RolloutProgress(List<ObservedGateway> gateways, List<ProbeSummary> answers, Timeline timeline) {
    /** Kinds of answers of each version that are kept. */
    private static final int KINDS = 4;

    /** Copies. */
    public RolloutProgress {
        gateways = List.copyOf(gateways);
        answers = List.copyOf(answers);
    }

    /** Of a rollout that begins. */
    public static RolloutProgress begin(Instant at) {
        return new RolloutProgress(List.of(), List.of(), Timeline.begin(at));
    }

    /** With the gateways as they were seen last. */
    public RolloutProgress with(List<ObservedGateway> seen) {
        return new RolloutProgress(seen, answers, timeline);
    }

    /**
     * With what a look has brought, decided on or not.
     *
     * @param tests {@linkplain Evidence#all all} of what was seen so far, this look included
     */
    public RolloutProgress plus(ObservationBatch batch, Rollout rollout, TrafficStatus mesh, SequentialTests tests) {
        Optional<Weight> serves =
                mesh instanceof TrafficStatus.Converged ? Optional.of(rollout.weight()) : Optional.empty();
        Timeline.Point point = new Timeline.Point(
                rollout.weight(),
                serves,
                batch.users(),
                Evidence.count(batch.probes()),
                tests.lnOdds(rollout.plan().health()));
        List<ProbeSummary> kinds = answers;
        for (ProbeResult result : batch.probes()) {
            kinds = with(kinds, result);
        }
        return new RolloutProgress(gateways, kinds, timeline.plus(batch.at(), point));
    }

    private static List<ProbeSummary> with(List<ProbeSummary> known, ProbeResult result) {
        ProbeSummary newest = ProbeSummary.of(result);
        List<ProbeSummary> next = new ArrayList<>();
        next.add(known.stream()
                .filter(kind -> kind.alike(result))
                .findFirst()
                .map(kind -> kind.again(newest))
                .orElse(newest));
        int room = KINDS - 1;
        for (ProbeSummary kind : known) {
            if (kind.colour() != result.colour()) {
                next.add(kind);
            } else if (!kind.alike(result) && room-- > 0) {
                next.add(kind);
            }
        }
        return next;
    }
}
