package dev.sluice.controller;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.analysis.Counts;
import dev.sluice.analysis.ObservationBatch;
import dev.sluice.analysis.ProbeOutcome;
import dev.sluice.analysis.ProbeResult;
import dev.sluice.analysis.Verdict;
import dev.sluice.analysis.VersionRole;
import dev.sluice.api.HealthSpec;
import dev.sluice.api.LatencySpec;
import dev.sluice.api.OnUnhealthy;
import dev.sluice.rollout.Decider;
import dev.sluice.rollout.Desired;
import dev.sluice.rollout.Evidence;
import dev.sluice.rollout.Plan;
import dev.sluice.rollout.Rollout;
import dev.sluice.rollout.RolloutState;
import dev.sluice.rollout.Snapshot;
import dev.sluice.rollout.Stage;
import dev.sluice.rollout.TrafficStatus;
import dev.sluice.rollout.Weight;
import dev.sluice.rollout.WorkloadStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.IntUnaryOperator;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** Ten probes a second of each version, each told when it is answered or has waited for the usual second. */
final class ColdStartTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final int TIMEOUT = 1000;
    private static final int BLUE = 20;

    /** What comes in its first two and a half seconds waits until these are over. */
    private static final IntUnaryOperator COLD = sent -> Math.max(BLUE, 2500 - sent);

    private static final IntUnaryOperator HANGING = _ -> TIMEOUT;

    private final Plan plan = new Plan(
            List.of(
                    new Stage("PreFlight", Weight.NONE, Duration.ofSeconds(10), false),
                    new Stage("Bake", Weight.ALL, Duration.ofSeconds(10), false)),
            HealthSpec.usual(),
            Duration.ofMinutes(10),
            OnUnhealthy.Revert);

    private final ColdStart coldStart = new ColdStart(HealthSpec.usual());

    @Test
    void aGreenWhoseFirstRequestsTakeLongerThanAProbeWaitsIsNotBlamed() {
        assertThat(firstBlame(COLD, probes -> probes)).contains(1);
        assertThat(firstBlame(COLD, coldStart::weigh)).isEmpty();
    }

    @Test
    void aGreenThatNeverAnswersIsBlamedOnceTenSecondsAreOver() {
        assertThat(firstBlame(HANGING, coldStart::weigh))
                .hasValueSatisfying(second -> assertThat(second).isBetween(11, 13));
    }

    @Test
    void aGreenThatHangsAfterItsFirstAnswerIsBlamedAtOnce() {
        assertThat(firstBlame(sent -> sent < 100 ? BLUE : TIMEOUT, coldStart::weigh))
                .contains(1);
    }

    @Test
    void aPolicyWithoutWarmupKnowsNoColdStart() {
        LatencySpec strict = new LatencySpec(null, null, null, Duration.ZERO);
        ColdStart none = new ColdStart(new HealthSpec(null, null, null, null, strict, null, null));
        assertThat(firstBlame(COLD, none::weigh)).contains(1);
    }

    /** The second in which green is first found to be worse, in half a minute. */
    private Optional<Integer> firstBlame(IntUnaryOperator takes, UnaryOperator<List<ProbeResult>> weighed) {
        List<ProbeResult> all = new ArrayList<>();
        for (int sent = 0; sent < 30_000; sent += 100) {
            all.add(told(VersionRole.Blue, sent, BLUE));
            all.add(told(VersionRole.Green, sent, takes.applyAsInt(sent)));
        }
        all.sort(Comparator.comparing(ProbeResult::at));
        Evidence evidence = Evidence.NONE;
        for (int passed = 100; passed < 30_000; passed += 100) {
            Instant at = START.plusMillis(passed);
            List<ProbeResult> now = all.stream()
                    .filter(probe -> !probe.at().isAfter(at) && probe.at().isAfter(at.minusMillis(100)))
                    .toList();
            evidence = evidence.plus(new ObservationBatch(at, weighed.apply(now), Counts.NONE), plan);
            if (blames(evidence, at)) {
                return Optional.of(passed / 1000);
            }
        }
        return Optional.empty();
    }

    private boolean blames(Evidence evidence, Instant at) {
        Snapshot seen = new Snapshot(
                at,
                Desired.Run,
                new WorkloadStatus.Unknown("not asked"),
                new TrafficStatus.Converged(),
                Optional.empty(),
                evidence);
        return Decider.verdict(new Rollout(plan, new RolloutState.Holding(0, START, START)), seen)
                instanceof Verdict.Unhealthy;
    }

    private static ProbeResult told(VersionRole role, int sent, int takes) {
        return takes < TIMEOUT
                ? new ProbeResult(
                        START.plusMillis(sent + takes),
                        role,
                        ProbeOutcome.Passed,
                        "status 200",
                        "gw",
                        200,
                        Duration.ofMillis(takes))
                : new ProbeResult(
                        START.plusMillis(sent + TIMEOUT), role, ProbeOutcome.Failed, "no answer within 1000 ms on /");
    }
}
