package dev.sluice.replay;

import dev.sluice.analysis.Counts;
import dev.sluice.api.PolicySpec;
import dev.sluice.rollout.Decider;
import dev.sluice.rollout.Decision;
import dev.sluice.rollout.DesiredTraffic;
import dev.sluice.rollout.Evidence;
import dev.sluice.rollout.Outcome;
import dev.sluice.rollout.Plan;
import dev.sluice.rollout.Rollout;
import dev.sluice.rollout.RolloutState;
import dev.sluice.rollout.Snapshot;
import dev.sluice.rollout.TrafficStatus;
import dev.sluice.rollout.Weight;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Decides again on what was recorded, under the policy of then or another. As long as it asks for what was asked for then, it sees what was
 * seen then; where it asks for something else, it assumes that each version would have failed as often as it did at that moment.
 */
public final class Replay {
    /** The controller takes a process that stood still this long for one that has seen nothing of that time. */
    static final Duration FROZEN = Duration.ofSeconds(5);

    /** Who has not come to an end so long after the recording's is not waited for. */
    private static final Duration PATIENCE = Duration.ofHours(6);

    private static final Duration SECOND = Duration.ofSeconds(1);

    private final Recording recording;
    private final Plan plan;
    private final boolean telemetry;
    private final List<RecordedInterval> seconds;
    private final DesiredTimeline timeline;
    private final ConvergenceModel gateways;
    private final UserTrafficModel users = new UserTrafficModel();
    private final ProbeModel probes = new ProbeModel();
    private final List<RecordedDecision> made = new ArrayList<>();
    private final ModelAccounting model = new ModelAccounting();

    private Rollout rollout;
    private Evidence evidence = Evidence.NONE;
    private Duration last;
    private boolean inStep = true;
    private Counts later = Counts.NONE;

    private Replay(Recording recording, PolicySpec policy) {
        this.recording = recording;
        this.plan = recording.origin().plan(policy);
        this.telemetry = policy.health().gatewayTelemetry();
        this.seconds = recording.seconds().stream()
                .flatMap(second -> IntervalSplitter.of(second).stream())
                .toList();
        this.timeline = new DesiredTimeline(seconds, recording.made());
        this.gateways = new ConvergenceModel(seconds);
        this.rollout = new Rollout(plan, ReplayStart.of(recording, plan));
        this.last = seconds.isEmpty() ? Duration.ZERO : seconds.getFirst().from();
    }

    /** Replays under the policy of then. */
    public static Replayed of(Recording recording) {
        return of(recording, recording.origin().policy());
    }

    /** Replays under another policy. */
    public static Replayed of(Recording recording, PolicySpec policy) {
        return new Replay(recording, policy).run();
    }

    private Replayed run() {
        for (RecordedInterval second : seconds) {
            if (rollout.finished()) {
                later = later.plus(later(second));
            } else {
                live(second, true);
            }
        }
        Duration end = last.plus(PATIENCE);
        while (!seconds.isEmpty() && !over() && last.compareTo(end) < 0) {
            live(beyond(), false);
        }
        return new Replayed(made, rollout, last, model.users(), model.modelled(), later, model.stretches());
    }

    /** A pause that nobody has ended in the recording lasts. */
    private boolean over() {
        return rollout.finished() || (rollout.state() instanceof RolloutState.Paused && !timeline.more());
    }

    /** A green that was promoted before it began to fail fails all users. */
    private Counts later(RecordedInterval second) {
        boolean promoted = rollout.state() instanceof RolloutState.Finished end && end.outcome() == Outcome.Promoted;
        if (!promoted) {
            return Counts.NONE;
        }
        Duration lasted = lasted(second);
        users.learn(second.users(), lasted);
        probes.learn(second.probes(), lasted);
        return met(second, Weight.ALL, lasted, true);
    }

    private RecordedInterval beyond() {
        Duration at = last.plus(SECOND);
        RecordedContext around = seconds.getLast().around();
        return new RecordedInterval(at, at, around, Counts.NONE, RecordedProbes.NONE);
    }

    private void live(RecordedInterval second, boolean recorded) {
        inStep = inStep && recorded && second.around().asked().equals(asked());
        TrafficStatus mesh = mesh(second, recorded);
        Weight served = gateways.served(rollout.weight(), mesh);
        Duration lasted = lasted(second);
        if (recorded) {
            users.learn(second.users(), lasted);
            probes.learn(second.probes(), lasted);
        }
        boolean measured = recorded && (inStep || served.equals(gateways.recordedServed()));
        boolean probed = recorded && second.around().asked().isPresent();
        Counts met = measured ? second.users() : met(second, served, lasted, recorded);
        if (asked().isPresent()) {
            RecordedInterval told = new RecordedInterval(
                    second.from(),
                    second.to(),
                    second.around(),
                    met,
                    probed ? second.probes() : probes.unrecorded(lasted),
                    measured && telemetry ? second.slow() : Counts.NONE);
            Evidence before = evidence.seeing(second.around().pods());
            evidence = EvidenceFeeder.tell(before, began(), told, telemetry ? met : Counts.NONE, rollout);
        }
        model.add(second, last, met, !measured && met.total() > 0, !recorded || (!probed && asked().isPresent()));
        thaw(second);
        last = second.to();
        decide(second, mesh);
    }

    private TrafficStatus mesh(RecordedInterval second, boolean recorded) {
        if (!recorded) {
            return gateways.following(second.to());
        }
        gateways.recorded(second);
        return inStep ? second.around().mesh() : gateways.seen(second);
    }

    private Counts met(RecordedInterval second, Weight served, Duration lasted, boolean recorded) {
        return recorded
                ? users.at(served, second.users(), probes.greenRate(), probes.blueRate())
                : users.unrecorded(served, lasted, probes.greenRate(), probes.blueRate());
    }

    private void thaw(RecordedInterval second) {
        Duration gap = second.from().minus(last);
        if (gap.compareTo(FROZEN) > 0) {
            rollout = rollout.resumed(gap);
            evidence = evidence.resumed(gap);
        }
    }

    private void decide(RecordedInterval second, TrafficStatus mesh) {
        Instant at = began().plus(second.to());
        Snapshot seen = new Snapshot(
                        at, timeline.at(second.to()), second.around().pods(), mesh, mark(second), evidence)
                .with(second.around().capacity());
        Decision decision = Decider.decide(rollout, seen);
        Rollout next = rollout.after(decision, at);
        evidence = evidence.after(decision, rollout);
        if (next.equals(rollout)) {
            return;
        }
        if (!next.goal().equals(rollout.goal())) {
            gateways.ask(second.to());
        }
        rollout = next;
        RecordedDecision one = new RecordedDecision(second.to(), decision);
        made.add(one);
        timeline.decided(one);
    }

    /** What the recorded rollout's own revert has left behind is not this one's. */
    private Optional<Outcome> mark(RecordedInterval second) {
        boolean own = recording.made().stream()
                .anyMatch(one ->
                        one.decision() instanceof Decision.Revert && one.at().compareTo(second.to()) < 0);
        return own ? Optional.empty() : second.around().mark();
    }

    private Optional<Weight> asked() {
        return rollout.goal() instanceof DesiredTraffic.Split split ? Optional.of(split.weight()) : Optional.empty();
    }

    /** The time whose requests came with it. */
    private Duration lasted(RecordedInterval second) {
        Duration most = second.to().minus(second.from()).plus(SECOND);
        Duration since = second.to().minus(last);
        return since.compareTo(most) < 0 ? since : most;
    }

    private Instant began() {
        return recording.origin().began();
    }
}
