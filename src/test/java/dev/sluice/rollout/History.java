package dev.sluice.rollout;

import static dev.sluice.rollout.World.START;

import dev.sluice.analysis.Counts;
import dev.sluice.analysis.ObservationBatch;
import dev.sluice.analysis.ProbeOutcome;
import dev.sluice.analysis.ProbeResult;
import dev.sluice.analysis.VersionRole;
import dev.sluice.api.CapacityRule;
import dev.sluice.api.CapacitySpec;
import dev.sluice.api.HealthSpec;
import dev.sluice.api.OnUnhealthy;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Tuple;

/** Rollouts that live through whatever may happen, mostly good enough to get somewhere. */
final class History {
    private History() {}

    /** One decision in it. */
    record Step(Snapshot seen, Rollout before, Decision decision, Rollout after) {}

    private record Moment(
            long millis,
            Desired desired,
            WorkloadStatus green,
            MeshKind mesh,
            Optional<Outcome> mark,
            Probes probes,
            int blue) {}

    private record Probes(int green, int greenFailed, ProbeOutcome failure, int blue, int blueFailed) {}

    private enum MeshKind {
        Converged,
        Pending,
        Blind,
        LongBlind,
        Unwritten,
        Obstacle
    }

    static Arbitrary<List<Step>> histories() {
        return Combinators.combine(plans(), moments().list().ofMinSize(1).ofMaxSize(120))
                .as(History::live);
    }

    private static List<Step> live(Plan plan, List<Moment> moments) {
        List<Step> steps = new ArrayList<>();
        Rollout rollout = Rollout.begin(plan, START);
        Evidence evidence = Evidence.NONE;
        Capacity capacity = Capacity.NONE;
        Instant at = START;
        for (Moment moment : moments) {
            at = at.plusMillis(moment.millis());
            evidence = evidence.plus(new ObservationBatch(at, results(moment.probes(), at), Counts.NONE), plan);
            capacity = capacity.plus(new Capacity.Seen(
                    moment.blue() < 0 ? Optional.empty() : Optional.of(new Capacity.Blue(6, moment.blue())),
                    Optional.empty(),
                    Optional.empty()));
            Snapshot seen = new Snapshot(
                    at, moment.desired(), moment.green(), mesh(moment.mesh(), at), moment.mark(), evidence, capacity);
            Decision decision = Decider.decide(rollout, seen);
            Rollout after = rollout.after(decision, at);
            steps.add(new Step(seen, rollout, decision, after));
            evidence = evidence.after(decision, rollout);
            rollout = after;
        }
        return steps;
    }

    private static Arbitrary<Plan> plans() {
        Arbitrary<HealthSpec> health = Arbitraries.doubles()
                .between(0, 20)
                .map(percent -> new HealthSpec(null, null, percent, null, null, 10, null));
        Arbitrary<List<Stage>> stages = Arbitraries.integers()
                .between(0, 99)
                .set()
                .ofMaxSize(3)
                .flatMap(weights -> Combinators.combine(
                                Arbitraries.longs().between(0, 20_000).list().ofSize(weights.size() + 1),
                                Arbitraries.frequency(Tuple.of(4, false), Tuple.of(1, true))
                                        .list()
                                        .ofSize(weights.size() + 1))
                        .as((holds, gates) -> stages(weights.stream().sorted().toList(), holds, gates)));
        return Combinators.combine(
                        stages,
                        health,
                        Arbitraries.longs().between(1000, 120_000).map(Duration::ofMillis),
                        Arbitraries.of(OnUnhealthy.class),
                        Arbitraries.of(CapacityRule.class).map(rule -> new CapacitySpec(rule, null, null)))
                .as(Plan::new);
    }

    private static List<Stage> stages(List<Integer> weights, List<Long> holds, List<Boolean> gates) {
        List<Stage> stages = new ArrayList<>();
        for (int i = 0; i < holds.size(); i++) {
            Weight weight = i < weights.size() ? Weight.ofPercent(weights.get(i)) : Weight.ALL;
            stages.add(new Stage("Stage " + i, weight, Duration.ofMillis(holds.get(i)), gates.get(i)));
        }
        return stages;
    }

    private static Arbitrary<Moment> moments() {
        return Combinators.combine(
                        Arbitraries.frequencyOf(
                                Tuple.of(9, Arbitraries.longs().between(1, 2000)),
                                Tuple.of(1, Arbitraries.longs().between(0, 60_000))),
                        Arbitraries.frequency(
                                Tuple.of(90, Desired.Run),
                                Tuple.of(6, Desired.Paused),
                                Tuple.of(1, Desired.Aborted),
                                Tuple.of(3, Desired.Promoted)),
                        greens(),
                        Arbitraries.frequency(
                                Tuple.of(88, MeshKind.Converged),
                                Tuple.of(4, MeshKind.Pending),
                                Tuple.of(2, MeshKind.Blind),
                                Tuple.of(2, MeshKind.LongBlind),
                                Tuple.of(2, MeshKind.Unwritten),
                                Tuple.of(2, MeshKind.Obstacle)),
                        Arbitraries.of(Outcome.class).optional(0.01),
                        probes(),
                        Arbitraries.frequency(
                                Tuple.of(200, 3), Tuple.of(2, 1), Tuple.of(1, 0), Tuple.of(1, 5), Tuple.of(2, -1)))
                .as(Moment::new);
    }

    private static Arbitrary<WorkloadStatus> greens() {
        return Arbitraries.frequency(
                Tuple.of(300, new WorkloadStatus.Pods(3, 3, true, Optional.empty())),
                Tuple.of(5, new WorkloadStatus.Pods(3, 2, false, Optional.empty())),
                Tuple.of(5, new WorkloadStatus.Unknown("the API server does not answer")),
                Tuple.of(1, new WorkloadStatus.Pods(3, 0, false, Optional.empty())),
                Tuple.of(1, new WorkloadStatus.Pods(0, 0, true, Optional.empty())),
                Tuple.of(1, new WorkloadStatus.Pods(3, 2, false, Optional.of("web-1 crash-loops"))),
                Tuple.of(1, new WorkloadStatus.Replaced("5d4f8")),
                Tuple.of(1, new WorkloadStatus.Gone()));
    }

    private static Arbitrary<Probes> probes() {
        Arbitrary<Probes> good =
                Arbitraries.integers().between(5, 12).map(n -> new Probes(n, 0, ProbeOutcome.Failed, n, 0));
        Arbitrary<Probes> any = Combinators.combine(
                        Arbitraries.integers().between(0, 10),
                        Arbitraries.integers().between(0, 10),
                        Arbitraries.of(ProbeOutcome.Failed, ProbeOutcome.Refused, ProbeOutcome.Blind),
                        Arbitraries.integers().between(0, 10),
                        Arbitraries.integers().between(0, 10))
                .as(Probes::new);
        return Arbitraries.frequencyOf(Tuple.of(30, good), Tuple.of(1, any));
    }

    private static List<ProbeResult> results(Probes probes, Instant at) {
        List<ProbeResult> results = new ArrayList<>();
        add(results, at, VersionRole.Blue, ProbeOutcome.Passed, probes.blue());
        add(results, at, VersionRole.Blue, ProbeOutcome.Failed, probes.blueFailed());
        add(results, at, VersionRole.Green, ProbeOutcome.Passed, probes.green());
        add(results, at, VersionRole.Green, probes.failure(), probes.greenFailed());
        return results;
    }

    private static void add(List<ProbeResult> results, Instant at, VersionRole role, ProbeOutcome outcome, int times) {
        for (int i = 0; i < times; i++) {
            results.add(new ProbeResult(at, role, outcome, outcome + " probe"));
        }
    }

    private static TrafficStatus mesh(MeshKind kind, Instant at) {
        return switch (kind) {
            case Converged -> new TrafficStatus.Converged();
            case Pending -> new TrafficStatus.Pending("gateway-1 serves the weights of before");
            case Blind -> new TrafficStatus.Blind("gateway-1 does not answer", at.minusSeconds(1));
            case LongBlind -> new TrafficStatus.Blind("gateway-1 does not answer", at.minusSeconds(60));
            case Unwritten -> new TrafficStatus.Unwritten("VirtualService shop does not carry the weights");
            case Obstacle -> new TrafficStatus.Obstacle("VirtualService shop has no route to shop any more");
        };
    }
}
