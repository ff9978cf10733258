package dev.sluice.rollout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.sluice.analysis.Counts;
import dev.sluice.analysis.ObservationBatch;
import dev.sluice.analysis.Verdict;
import dev.sluice.api.HealthSpec;
import dev.sluice.api.PolicySpec;
import dev.sluice.api.RouteSpec;
import dev.sluice.api.StageSpec;
import dev.sluice.api.StepSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is calculated ahead comes true when the same stage is played with dice; see {@link Dice}. */
class ForecastTest {
    private static final int GAMES = 100;
    private static final TrafficAssumptions LOAD = load(100);
    private static final Plan FIXED = Plan.of(policy(false, HealthSpec.usual(), Duration.ofMinutes(10)));

    @ParameterizedTest(name = "stage {0}, {1} requests/s")
    @CsvSource({"0, 100", "1, 100", "2, 5", "3, 1000"})
    void theSmallestFaultIsNoticedNineTimesInTen(int stage, double rps) {
        double share = StageForecast.of(FIXED, stage, load(rps)).notices().orElseThrow();
        assertThat(noticed(stage, rps, share, true)).isBetween(0.8, 1.0);
        assertThat(noticed(stage, rps, share / 2, true)).isLessThan(0.5);
    }

    @ParameterizedTest(name = "stage {0}, {1} requests/s")
    @CsvSource({"1, 100", "2, 5", "3, 1000"})
    void soIsTheSmallestFaultThatOnlyUsersMeet(int stage, double rps) {
        double share = StageForecast.of(FIXED, stage, load(rps)).noticesHidden().orElseThrow();
        assertThat(noticed(stage, rps, share, false)).isBetween(0.8, 1.0);
        assertThat(noticed(stage, rps, share / 2, false)).isLessThan(0.5);
    }

    @ParameterizedTest(name = "stage {0}, {1} requests/s, {2} fail")
    @CsvSource({"0, 100, 1", "3, 1000, 1", "0, 100, .1", "1, 100, .1", "3, 1000, .1", "2, 100, .3333"})
    void theTrafficIsBackWhenItWasCalculated(int stage, double rps, double share) {
        List<Duration> played = Dice.play(GAMES, FIXED, stage, load(rps), share, true, Duration.ofMinutes(1)).stream()
                .flatMap(Optional::stream)
                .sorted()
                .toList();
        double median = seconds(played.get(GAMES / 2));
        double calculated = seconds(FaultSimulation.usual(FIXED, stage, load(rps), SimulatedFault.errors(share))
                .orElseThrow());
        assertThat(calculated).isCloseTo(median, within(0.1 + median / 4));
    }

    @Test
    void aStageLastsItsHoldAndTheWayToTheGateways() {
        StageForecast step = Forecast.of(FIXED, LOAD).stages().get(1);
        assertThat(step.shortest()).isEqualTo(Duration.ofMillis(60_200));
        assertThat(step.latest()).isEqualTo(Duration.ofMinutes(11));
        assertThat(step.need()).isEqualTo(new RequiredSampleSize(20, 0));
        assertThat(step.probes()).isEqualTo(600);
        assertThat(step.users()).isEqualTo(600);
    }

    @Test
    void aStageLastsUntilItHasItsSample() {
        HealthSpec patient = new HealthSpec(null, null, null, null, null, 900, null);
        Forecast forecast = Forecast.of(Plan.of(policy(false, patient, Duration.ofMinutes(10))), LOAD);
        assertThat(forecast.stages().getFirst().shortest()).isEqualTo(Duration.ofMillis(90_200));
        assertThat(forecast.stages()).noneMatch(StageForecast::hopeless);
    }

    @Test
    void aSampleThatTheDeadlineCutsOffIsHopeless() {
        HealthSpec impatient = new HealthSpec(null, null, null, null, null, 900, null);
        Forecast forecast = Forecast.of(Plan.of(policy(false, impatient, Duration.ofSeconds(10))), LOAD);
        assertThat(forecast.stages()).allMatch(StageForecast::hopeless);
    }

    @Test
    void theRampNeedsProofAtItsQuarter() {
        Forecast forecast = Forecast.of(Plan.of(policy(true, HealthSpec.usual(), Duration.ofMinutes(10))), LOAD);
        StageForecast quarter = forecast.stages().get(6);
        assertThat(quarter.stage().weight()).isEqualTo(Weight.ofPercent(25));
        assertThat(quarter.need().users()).isBetween(450L, 550L);
        assertThat(quarter.shortest()).isBetween(Duration.ofSeconds(18), Duration.ofSeconds(22));
    }

    @Test
    void whereUsersAreFewProbesAreTheProof() {
        Forecast forecast = Forecast.of(Plan.of(policy(true, HealthSpec.usual(), Duration.ofMinutes(10))), load(1));
        assertThat(forecast.stages().get(6).need().users()).isZero();
        assertThat(forecast.stages().get(6).need().probes()).isBetween(450L, 550L);
    }

    @Test
    void aRampThatIsCalculatedPassesTheJudgeJustThen() {
        Plan plan = Plan.of(policy(true, HealthSpec.usual(), Duration.ofMinutes(10)));
        RequiredSampleSize need = StageForecast.of(plan, 6, LOAD).need();
        assertThat(verdictAfter(plan, need.users())).isInstanceOf(Verdict.Healthy.class);
        assertThat(verdictAfter(plan, need.users() - 1)).isInstanceOf(Verdict.Inconclusive.class);
    }

    @Test
    void withoutUsersOnlyProbesNotice() {
        Forecast forecast = Forecast.of(FIXED, load(0));
        assertThat(forecast.stages()).allSatisfy(stage -> {
            assertThat(stage.notices()).isPresent();
            assertThat(stage.noticesHidden()).isEmpty();
        });
    }

    @Test
    void whatIsNotTestedIsNeverNoticed() {
        HealthSpec off = new HealthSpec(null, null, 100.0, 0.0, null, null, null);
        Forecast forecast = Forecast.of(Plan.of(policy(false, off, Duration.ofMinutes(10))), LOAD);
        assertThat(forecast.stages())
                .allSatisfy(stage -> assertThat(stage.notices()).isEmpty());
        assertThat(forecast.worst().refuses()).isPresent();
        assertThat(forecast.worst().hangs()).isEmpty();
    }

    @Test
    void aHangIsKnownWhenTheProbesTimeIsUp() {
        WorstCaseDetection worst = Forecast.of(FIXED, LOAD).worst();
        assertThat(worst.hangs().orElseThrow()).isBetween(Duration.ofSeconds(1), Duration.ofSeconds(3));
        assertThat(worst.refuses().orElseThrow()).isLessThan(Duration.ofSeconds(1));
        assertThat(worst.blind()).isEqualTo(Duration.ofMinutes(11));
    }

    @Test
    void isTheSameEveryTime() {
        assertThat(Forecast.of(FIXED, LOAD)).isEqualTo(Forecast.of(FIXED, LOAD));
    }

    @Test
    void thePlanOfFiftyStepsTakesNoMoreGamesThanOneOfTwenty() {
        List<StepSpec> steps =
                IntStream.rangeClosed(1, 50).mapToObj(ForecastTest::step).toList();
        Plan plan = Plan.of(policy(steps, false, HealthSpec.usual(), Duration.ofMinutes(10)));
        SimulatedFault tenth = SimulatedFault.errors(.1);

        assertThat(FaultSimulation.games(plan, tenth) * plan.stages().size()).isBetween(1, 20 * 7);
        assertThat(FaultSimulation.games(FIXED, tenth)).isEqualTo(7);
    }

    private static Verdict verdictAfter(Plan plan, long users) {
        Instant end = World.START.plusSeconds(20);
        Evidence evidence = Evidence.NONE
                .plus(new ObservationBatch(World.START, List.of(), Counts.NONE), plan)
                .plus(new ObservationBatch(end, Dice.passed(100), new Counts(users, 0, 3 * users, 0)), plan);
        return HealthEvaluator.judge(evidence, plan, 6, end);
    }

    private static double noticed(int stage, double rps, double share, boolean probed) {
        return Dice.play(
                                GAMES,
                                FIXED,
                                stage,
                                load(rps),
                                share,
                                probed,
                                FIXED.stage(stage).hold())
                        .stream()
                        .filter(Optional::isPresent)
                        .count()
                / (double) GAMES;
    }

    private static TrafficAssumptions load(double rps) {
        return new TrafficAssumptions(rps, 0.001, OptionalInt.empty());
    }

    private static double seconds(Duration duration) {
        return duration.toMillis() / 1000.0;
    }

    private static PolicySpec policy(boolean auto, HealthSpec health, Duration deadline) {
        return policy(auto ? null : List.of(step(10), step(50)), auto, health, deadline);
    }

    private static PolicySpec policy(
            @Nullable List<StepSpec> steps, boolean auto, HealthSpec health, Duration deadline) {
        return new PolicySpec(
                List.of(new RouteSpec(null, null, "shop", null, null, null)),
                steps,
                auto,
                new StageSpec(Duration.ofSeconds(30)),
                null,
                deadline,
                health,
                null,
                null,
                null,
                null);
    }

    private static StepSpec step(int weight) {
        return new StepSpec(weight, Duration.ofMinutes(1), null);
    }
}
