package dev.sluice.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.analysis.Counts;
import dev.sluice.api.CapacityRule;
import dev.sluice.rollout.History.Step;
import dev.sluice.rollout.RolloutState.FailedOver;
import dev.sluice.rollout.RolloutState.Finished;
import dev.sluice.rollout.RolloutState.Holding;
import dev.sluice.rollout.RolloutState.Paused;
import dev.sluice.rollout.RolloutState.Preparing;
import dev.sluice.rollout.RolloutState.Reverting;
import dev.sluice.rollout.RolloutState.Shifting;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.statistics.Statistics;

/** What holds for every rollout, whatever happens to it. */
class DeciderPropertiesTest {
    @Provide
    Arbitrary<List<Step>> histories() {
        return History.histories();
    }

    /** The histories that the other properties are tried on are neither all dull nor all doomed. */
    @Property
    void historiesEndInEveryWay(@ForAll("histories") List<Step> history) {
        Rollout last = history.getLast().after();
        Statistics.collect(
                last.state() instanceof Finished finished ? finished.outcome().name() : "Running");
        Statistics.coverage(ends -> Set.of("Promoted", "Reverted", "Aborted", "Superseded", "Running")
                .forEach(end -> ends.check(end).count(count -> count > 0)));
    }

    @Property
    void theWeightStaysBetweenNoneAndAll(@ForAll("histories") List<Step> history) {
        assertThat(history)
                .allSatisfy(step -> assertThat(step.after().weight().permille()).isBetween(0, 1000));
    }

    @Property
    void theWeightIsAFunctionOfTheState(@ForAll("histories") List<Step> history) {
        assertThat(history).allSatisfy(step -> assertThat(step.after().weight()).isEqualTo(weight(step.after())));
    }

    @Property
    void afterARevertTheWeightRisesOnlyForABlueThatIsLost(@ForAll("histories") List<Step> history) {
        assertThat(history.stream()
                        .dropWhile(step -> !(step.decision() instanceof Decision.Revert))
                        .takeWhile(step -> !(step.decision() instanceof Decision.FailOver)))
                .allSatisfy(step -> assertThat(step.after().weight()).isEqualTo(Weight.NONE));
    }

    /** Where it is known that only one version has pods that are ready, no traffic is sent to the other anew. */
    @Property
    void noWeightGoesIntoAnEmptyBlueWhileGreenServes(@ForAll("histories") List<Step> history) {
        assertThat(history)
                .filteredOn(step -> step.before().plan().stages().size() > 1)
                .filteredOn(step -> Decider.onlyGreenServes(step.before(), step.seen()))
                .filteredOn(step -> !(step.before().state() instanceof Preparing))
                .filteredOn(step -> !step.before().finished())
                .allSatisfy(step -> assertThat(step.after().weight()).isEqualTo(Weight.ALL));
    }

    /** What is not certain changes nothing: without sight of blue's pods everything is decided as ever. */
    @Property
    void anUnknownBlueDelaysNoRevert(@ForAll("histories") List<Step> history) {
        assertThat(history)
                .filteredOn(step -> step.seen().capacity().seen().blue().isEmpty())
                .filteredOn(step -> !(step.before().state() instanceof FailedOver))
                .allSatisfy(step -> assertThat(step.decision()).isNotInstanceOf(Decision.FailOver.class));
    }

    @Property
    void nobodyIsHurriedThroughAHold(@ForAll("histories") List<Step> history) {
        assertThat(history).filteredOn(DeciderPropertiesTest::passesAHold).allSatisfy(step -> {
            Holding holding = (Holding) step.before().state();
            assertThat(Duration.between(holding.since(), step.seen().at()))
                    .isGreaterThanOrEqualTo(stage(step).hold());
        });
    }

    /** However often a hold is interrupted: the looks that saw the weight right are as far apart, together, as the hold is long. */
    @Property
    void nobodyPassesAHoldOnTimeInWhichTheWeightWasWrong(@ForAll("histories") List<Step> history) {
        Duration right = Duration.ZERO;
        for (int i = 1; i < history.size(); i++) {
            Step step = history.get(i);
            if (!(step.before().state() instanceof Holding holding)) {
                right = Duration.ZERO;
                continue;
            }
            if (holding.interruptions().since().isEmpty()) {
                right = right.plus(Duration.between(
                        history.get(i - 1).seen().at(), step.seen().at()));
            }
            if (step.decision() instanceof Decision.Interrupt interrupt) {
                right = right.minus(
                        Duration.between(interrupt.from(), step.seen().at()));
            }
            if (passesAHold(step)) {
                assertThat(right).isGreaterThanOrEqualTo(stage(step).hold());
            }
        }
    }

    @Property
    void aHoldThatGoesOnHasLostATenthOfItAtMost(@ForAll("histories") List<Step> history) {
        assertThat(history)
                .filteredOn(step -> step.decision() instanceof Decision.Resume)
                .allSatisfy(step -> {
                    Holding holding = (Holding) step.after().state();
                    Duration whole =
                            Duration.between(holding.since(), step.seen().at());
                    Duration tenth = longer(whole, stage(step).hold()).dividedBy(10);
                    assertThat(holding.interruptions().lost())
                            .isLessThanOrEqualTo(longer(tenth, Duration.ofSeconds(2)));
                });
    }

    @Property
    void aShortInterruptionThrowsNoEvidenceAway(@ForAll("histories") List<Step> history) {
        assertThat(history)
                .filteredOn(step ->
                        step.decision() instanceof Decision.Interrupt || step.decision() instanceof Decision.Resume)
                .allSatisfy(step -> {
                    Evidence before = step.seen().evidence();
                    Evidence after = before.after(step.decision(), step.before());
                    Plan plan = step.before().plan();
                    assertThat(after.stage()).isEqualTo(before.stage());
                    assertThat(after.lnOdds(plan)).isEqualTo(before.lnOdds(plan));
                });
    }

    private static Duration longer(Duration a, Duration b) {
        return a.compareTo(b) > 0 ? a : b;
    }

    @Property
    void nobodyPassesAHoldUnseen(@ForAll("histories") List<Step> history) {
        assertThat(history)
                .filteredOn(DeciderPropertiesTest::passesAHold)
                .filteredOn(step -> step.before().plan().stages().size() > 1)
                .allSatisfy(step -> {
                    Counts probes = step.seen().evidence().stage().probes();
                    assertThat(step.seen().mesh()).isInstanceOf(TrafficStatus.Converged.class);
                    assertThat(probes.green())
                            .isGreaterThanOrEqualTo(
                                    step.before().plan().health().minSample());
                });
    }

    @Property
    void theWeightRisesOnlyFromWhatEveryGatewayServes(@ForAll("histories") List<Step> history) {
        assertThat(history)
                .filteredOn(
                        step -> step.after().weight().compareTo(step.before().weight()) > 0)
                .filteredOn(step -> !(step.before().state() instanceof Preparing))
                .filteredOn(step -> step.seen().desired() != Desired.Promoted)
                .filteredOn(step -> !(step.decision() instanceof Decision.FailOver))
                .allSatisfy(step -> assertThat(step.seen().mesh()).isInstanceOf(TrafficStatus.Converged.class));
    }

    @Property
    void greenGetsNoMoreThanItsPodsCarry(@ForAll("histories") List<Step> history) {
        assertThat(history)
                .filteredOn(
                        step -> step.after().weight().compareTo(step.before().weight()) > 0)
                .filteredOn(step -> !(step.before().state() instanceof Preparing))
                .filteredOn(step -> step.before().plan().capacity().rule() != CapacityRule.Ignore)
                .allSatisfy(step -> {
                    Capacity capacity = step.seen().capacity();
                    int needed = capacity.needed(
                            step.after().weight(),
                            step.before().plan().capacity().minPercent());
                    assertThat(needed == 0
                                    || capacity.seen()
                                            .blue()
                                            .filter(blue -> blue.ready() == 0)
                                            .isPresent()
                                    || (step.seen().green() instanceof WorkloadStatus.Pods pods
                                            && pods.ready() >= needed))
                            .as(
                                    "%s pods for %s at %s",
                                    needed, step.after().weight(), step.seen().green())
                            .isTrue();
                });
    }

    /** What blue and green have may delay the way up, never the way down; but nobody is sent back to a blue that is lost, nor blamed for an outage of both. */
    @Property
    void capacityDelaysNoRevert(@ForAll("histories") List<Step> history) {
        assertThat(history)
                .filteredOn(step ->
                        Decider.decide(step.before(), step.seen().with(Capacity.NONE)) instanceof Decision.Revert)
                .filteredOn(step -> !Decider.onlyGreenServes(step.before(), step.seen()))
                .filteredOn(step -> !Decider.nobodyServes(step.before(), step.seen()))
                .allSatisfy(step -> assertThat(step.decision()).isInstanceOf(Decision.Revert.class));
    }

    /** Nobody is left for good on a blue that is known to be empty while green may have a pod first. */
    @Property
    void noRevertEndsInAnEmptyBlueWhileGreenMayComeBack(@ForAll("histories") List<Step> history) {
        assertThat(history)
                .filteredOn(step -> step.before().state() instanceof Reverting)
                .filteredOn(step -> step.decision() instanceof Decision.Finish)
                .filteredOn(step -> step.seen().desired() != Desired.Aborted)
                .filteredOn(step -> !step.seen().evidence().refusals().blueAnswers())
                .allSatisfy(step -> assertThat(Failover.blueLost(step.before(), step.seen())
                                && step.seen().green() instanceof WorkloadStatus.Pods)
                        .isFalse());
    }

    @Property
    void stagesAreNeitherSkippedNorRepeated(@ForAll("histories") List<Step> history) {
        assertThat(history)
                .filteredOn(step -> step.decision() instanceof Decision.Enter)
                .allSatisfy(step ->
                        assertThat(((Shifting) step.after().state()).stage()).isEqualTo(follows(step)));
    }

    @Property
    void aPromotionComesFromTheLastStage(@ForAll("histories") List<Step> history) {
        assertThat(history)
                .filteredOn(step ->
                        step.decision() instanceof Decision.Finish finish && finish.outcome() == Outcome.Promoted)
                .allSatisfy(step -> assertThat(step.before().weight()).isEqualTo(Weight.ALL));
    }

    @Property
    void whatIsOverStaysOver(@ForAll("histories") List<Step> history) {
        assertThat(history)
                .filteredOn(step -> step.before().finished())
                .allSatisfy(step -> assertThat(step.after()).isEqualTo(step.before()));
    }

    @Property
    void aRevertEndsAsItBegan(@ForAll("histories") List<Step> history) {
        assertThat(history)
                .filteredOn(step -> step.before().state() instanceof Reverting)
                .allSatisfy(step -> assertThat(ending(step.after().state()))
                        .isEqualTo(((Reverting) step.before().state()).outcome()));
    }

    private static Outcome ending(RolloutState state) {
        return switch (state) {
            case Reverting reverting -> reverting.outcome();
            case FailedOver over -> over.back().orElseThrow();
            case Finished finished -> finished.outcome();
            case Preparing _, Shifting _, Holding _, Paused _ -> throw new AssertionError("no way back: " + state);
        };
    }

    @Property
    void theSameIsDecidedOnTheSame(@ForAll("histories") List<Step> history) {
        assertThat(history)
                .allSatisfy(step -> assertThat(Decider.decide(copy(step.before()), copy(step.seen())))
                        .isEqualTo(step.decision()));
    }

    private static boolean passesAHold(Step step) {
        boolean passes = switch (step.decision()) {
            case Decision.Enter _, Decision.Finish _ -> true;
            case Decision.Pause pause -> pause.cause() == PauseCause.Gate;
            case Decision.Wait _,
                    Decision.Hold _,
                    Decision.Interrupt _,
                    Decision.Resume _,
                    Decision.Restart _,
                    Decision.FailOver _,
                    Decision.Revert _ -> false;
        };
        return passes && step.before().state() instanceof Holding && step.seen().desired() != Desired.Promoted;
    }

    private static int follows(Step step) {
        int last = step.before().plan().last();
        boolean promoted = step.seen().desired() == Desired.Promoted;
        return switch (step.before().state()) {
            case Preparing _ -> 0;
            case Holding holding -> promoted ? last : holding.stage() + 1;
            case Paused _ when promoted -> last;
            case Paused paused -> paused.cause() == PauseCause.Gate ? paused.stage() + 1 : paused.stage();
            case FailedOver over -> over.stage();
            case Shifting _, Reverting _, Finished _ -> throw new AssertionError("entered from " + step.before());
        };
    }

    private static Weight weight(Rollout rollout) {
        return switch (rollout.state()) {
            case Preparing _, Reverting _ -> Weight.NONE;
            case Shifting shifting -> rollout.plan().stage(shifting.stage()).weight();
            case Holding holding -> rollout.plan().stage(holding.stage()).weight();
            case Paused paused -> rollout.plan().stage(paused.stage()).weight();
            case FailedOver _ -> Weight.ALL;
            case Finished finished -> finished.outcome() == Outcome.Promoted ? Weight.ALL : Weight.NONE;
        };
    }

    private static Stage stage(Step step) {
        return step.before().stage().orElseThrow();
    }

    private static Rollout copy(Rollout rollout) {
        Plan plan = rollout.plan();
        return new Rollout(
                new Plan(
                        List.copyOf(plan.stages()),
                        plan.health(),
                        plan.deadline(),
                        plan.onUnhealthy(),
                        plan.capacity()),
                rollout.state());
    }

    private static Snapshot copy(Snapshot seen) {
        Evidence evidence = seen.evidence();
        return new Snapshot(
                seen.at(),
                seen.desired(),
                seen.green(),
                seen.mesh(),
                seen.revertWritten(),
                new Evidence(
                        evidence.tests(),
                        evidence.tick(),
                        evidence.stage(),
                        evidence.refusals(),
                        evidence.suspicion(),
                        List.copyOf(evidence.blue()),
                        evidence.lastFailure(),
                        evidence.heard(),
                        evidence.users()),
                seen.capacity());
    }
}
