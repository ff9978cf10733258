package dev.sluice.rollout;

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
public record Live(List<GatewaySeen> gateways, List<AnswerSeen> answers, Timeline timeline) {
    /** Kinds of answers of each version that are kept. */
    private static final int KINDS = 4;

    /** Copies. */
    public Live {
        gateways = List.copyOf(gateways);
        answers = List.copyOf(answers);
    }

    /** Of a rollout that begins. */
    public static Live begin(Instant at) {
        return new Live(List.of(), List.of(), Timeline.begin(at));
    }

    /** With the gateways as they were seen last. */
    public Live with(List<GatewaySeen> seen) {
        return new Live(seen, answers, timeline);
    }

    /** With what a look has brought, decided on or not. */
    public Live plus(Look look, Rollout rollout, MeshSeen mesh, Evidence evidence) {
        Optional<Weight> serves = mesh instanceof MeshSeen.Converged ? Optional.of(rollout.weight()) : Optional.empty();
        Timeline.Point point = new Timeline.Point(
                rollout.weight(), serves, look.users(), Evidence.count(look.probes()), evidence.lnOdds(rollout.plan()));
        List<AnswerSeen> kinds = answers;
        for (ProbeResult result : look.probes()) {
            kinds = with(kinds, result);
        }
        return new Live(gateways, kinds, timeline.plus(look.at(), point));
    }

    private static List<AnswerSeen> with(List<AnswerSeen> known, ProbeResult result) {
        AnswerSeen newest = AnswerSeen.of(result);
        List<AnswerSeen> next = new ArrayList<>();
        next.add(known.stream()
                .filter(kind -> kind.alike(result))
                .findFirst()
                .map(kind -> kind.again(newest))
                .orElse(newest));
        int room = KINDS - 1;
        for (AnswerSeen kind : known) {
            if (kind.colour() != result.colour()) {
                next.add(kind);
            } else if (!kind.alike(result) && room-- > 0) {
                next.add(kind);
            }
        }
        return next;
    }
}
