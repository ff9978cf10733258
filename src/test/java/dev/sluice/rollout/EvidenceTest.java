package dev.sluice.rollout;

import static dev.sluice.analysis.ProbeOutcome.Blind;
import static dev.sluice.analysis.ProbeOutcome.Failed;
import static dev.sluice.analysis.ProbeOutcome.Passed;
import static dev.sluice.analysis.ProbeOutcome.Refused;
import static dev.sluice.analysis.VersionRole.Blue;
import static dev.sluice.analysis.VersionRole.Green;
import static dev.sluice.rollout.World.START;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.analysis.Counts;
import dev.sluice.analysis.ObservationBatch;
import dev.sluice.analysis.ProbeOutcome;
import dev.sluice.analysis.ProbeResult;
import dev.sluice.analysis.StageCounts;
import dev.sluice.analysis.Verdict;
import dev.sluice.analysis.VersionRole;
import dev.sluice.api.HealthSpec;
import dev.sluice.api.LatencySpec;
import dev.sluice.api.OnUnhealthy;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class EvidenceTest {
    private static final Plan PLAN = plan(HealthSpec.usual());

    private Evidence evidence = Evidence.NONE;
    private Instant at = START;

    @Test
    void tenRefusalsInARowWhileBlueAnswersSettleIt() {
        look(probes(Blue, Passed, 1), probes(Green, Refused, 10));
        assertThat(evidence.refusals().run()).isEqualTo(HealthEvaluator.REFUSALS);
        assertThat(verdict()).isInstanceOf(Verdict.Unhealthy.class);
    }

    @Test
    void anAnswerBetweenRefusalsEndsTheRun() {
        look(probes(Blue, Passed, 1), probes(Green, Refused, 9), probes(Green, Failed, 1), probes(Green, Refused, 4));
        assertThat(evidence.refusals().run()).isEqualTo(4);
    }

    @Test
    void aBlindProbeNeitherLengthensNorEndsTheRun() {
        look(probes(Blue, Passed, 1), probes(Green, Refused, 3), probes(Green, Blind, 7), probes(Green, Refused, 1));
        assertThat(evidence.refusals().run()).isEqualTo(4);
    }

    @Test
    void aRunBeginsAgainWhenBlueFailsOnce() {
        look(probes(Blue, Passed, 1), probes(Green, Refused, 9), probes(Blue, Failed, 1), probes(Blue, Passed, 1));
        look(probes(Green, Refused, 4));
        assertThat(evidence.refusals().run()).isEqualTo(4);
    }

    @Test
    void anOutageOfBothIsNoEvidenceAgainstGreen() {
        for (int second = 0; second < 30; second++) {
            look(probes(Blue, Failed, 3), probes(Blue, Passed, 7), probes(Green, Failed, 3), probes(Green, Passed, 7));
        }
        assertThat(verdict().why()).startsWith("blue fails too, 30 % of late");
    }

    @Test
    void revertsAfterAHandfulOfFailedUserRequests() {
        look(new Counts(5, 5, 95, 0));
        assertThat(verdict().why())
                .isEqualTo("Unhealthy: green failed 5 of 5 user requests in this stage, blue 0 of 95;"
                        + " by chance that happens at most once in 1,000 releases; reverted");
    }

    @Test
    void tellsTheWholeStageBesideTheLastSeconds() {
        users(new Counts(50, 0, 150, 0), 4);
        look(new Counts(5, 5, 95, 0));
        assertThat(verdict().why())
                .startsWith("Unhealthy: green failed 5 of 205 user requests in this stage's 4.0 s, blue 0 of 695;");
    }

    @Test
    void tellsTheLastSecondsWhereTheyAreSeconds() {
        users(new Counts(50, 0, 150, 0), 4);
        users(new Counts(20, 6, 80, 0), 6);
        assertThat(verdict().why())
                .startsWith("Unhealthy: green failed 36 of 320 user requests in this stage's 9.0 s"
                        + " (36 of 120 in the last 5.0 s), blue 0 of 1,080;")
                .endsWith("; reverted after 5.0 s");
    }

    @Test
    void tellsNoPartThatIsMoreThanTheWhole() {
        users(new Counts(4, 2, 96, 0), 1);
        evidence = evidence.after(new Decision.Hold("every gateway serves the weight"), rollout());
        users(new Counts(4, 3, 96, 0), 6);
        assertThat(verdict().why())
                .startsWith("Unhealthy: green failed 18 of 24 user requests in this stage's 5.0 s, blue 0 of 576;")
                .endsWith("; reverted after 6.0 s");
    }

    @Test
    void healthyProbesDoNotEraseWhatUsersMeet() {
        for (int second = 0; second < 60; second++) {
            look(probes(Blue, Passed, 10), probes(Green, Passed, 10));
        }
        users(new Counts(10, 5, 90, 0), 3);
        assertThat(verdict()).isInstanceOf(Verdict.Unhealthy.class);
    }

    @Test
    void failingOftenerThanBlueIsUnhealthyWithinTheObjectiveToo() {
        users(new Counts(500, 4, 500, 0), 20);
        assertThat(verdict()).isInstanceOf(Verdict.Unhealthy.class);
    }

    @Test
    void failingTwiceAsOftenIsFineWhereThePolicySaysSo() {
        Plan lenient = plan(new HealthSpec(null, null, 5.0, 2.0, null, null, null));
        for (int second = 0; second < 120; second++) {
            at = at.plusSeconds(1);
            evidence = evidence.plus(new ObservationBatch(at, List.of(), new Counts(500, 8, 500, 4)), lenient);
        }
        assertThat(evidence.lnOdds(lenient)).isLessThan(0);
    }

    @Test
    void aGreenThatIsTwiceAsSlowIsUnhealthy() {
        seconds(70, 20, 20);
        assertThat(verdict()).isInstanceOf(Verdict.Healthy.class);
        seconds(20, 20, 40);
        assertThat(verdict().why()).contains("of green's probes in this release took over");
        assertThat(verdict()).isInstanceOf(Verdict.Unhealthy.class);
    }

    @Test
    void aGreenThatIsALittleSlowerIsHealthy() {
        seconds(20, 100, 100);
        seconds(60, 100, 140);
        assertThat(verdict()).isInstanceOf(Verdict.Healthy.class);
    }

    @Test
    void eightMillisecondsMoreAreNothingThatAnybodyFeels() {
        seconds(20, 1, 1);
        seconds(120, 1, 9);
        assertThat(verdict()).isInstanceOf(Verdict.Healthy.class);
    }

    @Test
    void aSlownessThatOutlastsTheWarmupIsUnhealthyAndHoldsUntilThen() {
        seconds(20, 10, 10);
        seconds(35, 10, 25);
        assertThat(verdict()).isInstanceOf(Verdict.Inconclusive.class);
        assertThat(verdict().why()).contains("green may be warming up, for");
        seconds(25, 10, 25);
        assertThat(verdict()).isInstanceOf(Verdict.Unhealthy.class);
    }

    /** Both take twice as long under all users as under none. */
    @Test
    void aGreenThatHasAllUsersIsHeldAgainstABlueThatHadThem() {
        seconds(40, 40, 20);
        evidence = evidence.after(new Decision.Enter(1, "the hold is over"), rollout());
        seconds(200, 20, 40);
        assertThat(verdict()).isInstanceOf(Verdict.Healthy.class);
        assertThat(evidence.slow()).isFalse();
    }

    @Test
    void aSlownessInTheBakeIsToldBesideBlueUnderLoad() {
        seconds(70, 40, 20);
        evidence = evidence.after(new Decision.Enter(1, "the hold is over"), rollout());
        seconds(65, 20, 20);
        seconds(20, 20, 80);
        assertThat(verdict()).isInstanceOf(Verdict.Unhealthy.class);
        assertThat(verdict().why())
                .contains("of green's probes in this release took over")
                .contains("(in the last ", " of blue's)")
                .contains(" while blue had 90 % of the users or more;");
    }

    /** What blue takes without users says nothing of what it took with all of them, and cannot be seen again. */
    @Test
    void blueUnderLoadIsKnownAfterAPersonLetsItGoOn() {
        seconds(40, 40, 20);
        Rollout paused = new Rollout(PLAN, new RolloutState.Paused(1, PauseCause.Unhealthy, "green failed", START));
        evidence = evidence.after(new Decision.Enter(1, "the pause is over"), paused);
        seconds(200, 20, 40);
        assertThat(verdict()).isInstanceOf(Verdict.Healthy.class);
    }

    @Test
    void aLateSlownessIsToldByTheSecondsSinceItIsSuspected() {
        seconds(70, 20, 20);
        seconds(20, 20, 40);
        assertThat(verdict().why())
                .startsWith("Unhealthy: 200 of 800 of green's probes in this release took over 31 ms, 0 of 800 of"
                        + " blue's over 21 ms (in the last 20 s 200 of 200, 0 of 200 of blue's);");
    }

    /** "Reverted after 0.0 s; last: Failed" would tell of another fault, and of another time. */
    @Test
    void aFailureBesideASlownessIsNotToldAsItsBeginning() {
        seconds(70, 20, 20);
        look(timed(20, 20), probes(Green, Failed, 1));
        seconds(20, 20, 40);

        assertThat(verdict()).isInstanceOf(Verdict.Unhealthy.class);
        assertThat(verdict().why())
                .contains("of green's probes in this release took over")
                .endsWith("; reverted");
    }

    @Test
    void aSlownessThatEndsWithinTheWarmupIsForgotten() {
        seconds(20, 1, 1);
        seconds(30, 1, 16);
        assertThat(verdict()).isInstanceOf(Verdict.Inconclusive.class);
        seconds(8, 1, 1);
        assertThat(verdict()).isInstanceOf(Verdict.Healthy.class);
        seconds(120, 1, 1);
        assertThat(verdict()).isInstanceOf(Verdict.Healthy.class);
    }

    @Test
    void grossSlownessThatStaysIsUnhealthyAtOnce() {
        seconds(12, 5, 5);
        seconds(10, 5, 205);
        assertThat(verdict()).isInstanceOf(Verdict.Unhealthy.class);
    }

    @Test
    void grossSlownessThatFadesHoldsOnly() {
        seconds(12, 5, 5);
        for (int second = 0; second < 40; second++) {
            seconds(1, 5, 5 + Math.round(900 * Math.pow(.5, second / 3.0)));
            assertThat(verdict()).isNotInstanceOf(Verdict.Unhealthy.class);
        }
        seconds(8, 5, 5);
        assertThat(verdict()).isInstanceOf(Verdict.Healthy.class);
    }

    @Test
    void morePodsThanEverBeforeWarmUpAnew() {
        pods(2);
        seconds(70, 10, 10);
        pods(4);
        seconds(25, 10, 30);
        assertThat(verdict().why()).contains("green may be warming up, for");
        seconds(30, 10, 10);
        assertThat(verdict()).isInstanceOf(Verdict.Healthy.class);
    }

    @Test
    void podsThatComeBackWarmNothingUpAnew() {
        pods(4);
        seconds(70, 10, 10);
        pods(2);
        pods(4);
        seconds(25, 10, 30);
        assertThat(verdict()).isInstanceOf(Verdict.Unhealthy.class);
    }

    @Test
    void aSlownessThatOutlastsTheWarmupOfLaterPodsIsUnhealthy() {
        pods(2);
        seconds(70, 10, 10);
        pods(4);
        seconds(90, 10, 30);
        assertThat(verdict()).isInstanceOf(Verdict.Unhealthy.class);
    }

    @Test
    void aSlownessBeyondTheWarmupMakesProbesComeOftener() {
        seconds(20, 10, 10);
        assertThat(evidence.slow()).isFalse();
        seconds(3, 10, 25);
        assertThat(evidence.slow()).isTrue();
        seconds(6, 10, 10);
        assertThat(evidence.slow()).isFalse();
    }

    @Test
    void aPauseOfOneSecondIsNoSlowness() {
        seconds(20, 10, 10);
        seconds(1, 10, 900);
        seconds(20, 10, 10);
        assertThat(verdict()).isInstanceOf(Verdict.Healthy.class);
    }

    @Test
    void anObjectiveForLatencyIsTested() {
        Plan plan = plan(new HealthSpec(
                null, null, null, null, new LatencySpec(0.0, Duration.ofMillis(200), null, null), null, null));
        for (int second = 0; second < 90; second++) {
            at = at.plusSeconds(1);
            evidence = evidence.plus(new ObservationBatch(at, timed(10, 300), Counts.NONE), plan);
        }
        assertThat(HealthEvaluator.judge(evidence, plan, 0, at).why()).contains("slower than its objective of 200 ms");
    }

    @Test
    void aStageCountsAnew() {
        look(probes(Green, Passed, 30), probes(Blue, Passed, 30));
        Evidence next = evidence.after(new Decision.Enter(1, "the hold is over"), rollout());
        assertThat(next.stage()).isEqualTo(StageCounts.NONE);
        assertThat(next.tests().ticks()).isEqualTo(1);
    }

    @Test
    void aStageThatIsEnteredAgainIsNoMomentAtWhichFaultsBegin() {
        look(probes(Green, Passed, 1));
        Decision again = new Decision.Enter(0, "the pause is over");
        assertThat(evidence.after(again, rollout()).tick().changed()).isFalse();
        assertThat(evidence.after(new Decision.Enter(1, "on"), rollout()).tick().changed())
                .isTrue();
    }

    @Test
    void aClockThatIsSetBackEndsTheSecond() {
        look(probes(Green, Passed, 1));
        Evidence next = evidence.plus(new ObservationBatch(at.minusSeconds(600), List.of(), Counts.NONE), PLAN);
        assertThat(next.tests().ticks()).isEqualTo(1);
    }

    @Test
    void whereUsersAreNotCountedARampGoesOnByProof() {
        Plan ramp = ramp();
        for (int second = 0; second < 10; second++) {
            look(probes(Green, Passed, 10), probes(Blue, Passed, 10));
        }
        assertThat(HealthEvaluator.judge(evidence, ramp, 1, at).why())
                .contains("points worse than blue, which is not yet");
    }

    @Test
    void aRampGoesOnWhenTheNextWeightRisksLittle() {
        for (int second = 0; second < 10; second++) {
            look(probes(Green, Passed, 10), probes(Blue, Passed, 10));
            look(new Counts(1, 0, 99, 0));
        }
        assertThat(HealthEvaluator.judge(evidence, ramp(), 1, at)).isInstanceOf(Verdict.Healthy.class);
    }

    private static Plan ramp() {
        List<Stage> stages = new ArrayList<>();
        stages.add(new Stage("PreFlight", Weight.NONE, Duration.ZERO, false));
        stages.addAll(AutoSteps.stages());
        stages.add(new Stage("Bake", Weight.ALL, Duration.ZERO, false));
        return new Plan(stages, HealthSpec.usual(), Duration.ofMinutes(10), OnUnhealthy.Revert);
    }

    @Test
    void aPersonWhoLetsItGoOnHasSeenTheEvidence() {
        users(new Counts(10, 10, 90, 0), 3);
        Rollout paused = new Rollout(PLAN, new RolloutState.Paused(1, PauseCause.Unhealthy, "green failed", START));
        Evidence next = evidence.after(new Decision.Enter(1, "the pause is over"), paused);
        assertThat(HealthEvaluator.judge(next, PLAN, 1, at)).isInstanceOf(Verdict.Inconclusive.class);
    }

    @Test
    void knowsWhenGreenWasLastHeardOf() {
        look(probes(Green, Passed, 1));
        Instant heard = at;
        look(probes(Green, Blind, 1), probes(Blue, Passed, 1));
        assertThat(evidence.heard()).contains(heard);
    }

    @Test
    void isSilentFromTheFirstLookOn() {
        look(List.of());
        Instant first = at;
        look(List.of());
        assertThat(evidence.heard()).contains(first);
    }

    private void pods(int ready) {
        evidence = evidence.seeing(new WorkloadStatus.Pods(4, ready, ready == 4, Optional.empty()));
    }

    private void seconds(int seconds, long blueMillis, long greenMillis) {
        for (int second = 0; second < seconds; second++) {
            look(timed(blueMillis, greenMillis));
        }
    }

    /** Ten of each, a little apart. */
    private List<ProbeResult> timed(long blueMillis, long greenMillis) {
        List<ProbeResult> results = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            results.add(timed(Blue, blueMillis * (95 + i) / 100.0));
            results.add(timed(Green, greenMillis * (95 + i) / 100.0));
        }
        return results;
    }

    private ProbeResult timed(VersionRole role, double millis) {
        return new ProbeResult(at, role, Passed, "status 200", "gw", 200, Duration.ofNanos((long) (millis * 1e6)));
    }

    private void users(Counts each, int seconds) {
        for (int second = 0; second < seconds; second++) {
            look(each);
        }
    }

    private void look(Counts users) {
        at = at.plusSeconds(1);
        evidence = evidence.plus(new ObservationBatch(at, List.of(), users), PLAN);
    }

    @SafeVarargs
    private void look(List<ProbeResult>... results) {
        at = at.plusSeconds(1);
        List<ProbeResult> all = new ArrayList<>();
        List.of(results).forEach(all::addAll);
        evidence = evidence.plus(new ObservationBatch(at, all, Counts.NONE), PLAN);
    }

    private Verdict verdict() {
        return HealthEvaluator.judge(evidence, PLAN, 0, at);
    }

    private static List<ProbeResult> probes(VersionRole role, ProbeOutcome outcome, int times) {
        List<ProbeResult> results = new ArrayList<>();
        for (int i = 0; i < times; i++) {
            results.add(new ProbeResult(START, role, outcome, outcome + " probe"));
        }
        return results;
    }

    private static Rollout rollout() {
        return new Rollout(PLAN, new RolloutState.Holding(0, START, START));
    }

    private static Plan plan(HealthSpec health) {
        return new Plan(
                List.of(
                        new Stage("PreFlight", Weight.NONE, Duration.ZERO, false),
                        new Stage("Bake", Weight.ALL, Duration.ZERO, false)),
                health,
                Duration.ofMinutes(10),
                OnUnhealthy.Revert);
    }
}
