package dev.sluice.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.analysis.Counts;
import dev.sluice.analysis.ObservationBatch;
import dev.sluice.analysis.ProbeOutcome;
import dev.sluice.analysis.ProbeResult;
import dev.sluice.analysis.Verdict;
import dev.sluice.analysis.VersionRole;
import dev.sluice.api.HealthSpec;
import dev.sluice.api.OnUnhealthy;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Green is as good as blue, and both are noisy: how often is green blamed, by everything that is tested together? The bound is what the policy
 * promises, {@code alpha}, and four standard deviations. {@code -Dsluice.rollouts=20000} plays ten times as many.
 */
class FalseAlarmTest {
    private static final int ROLLOUTS = Integer.getInteger("sluice.rollouts", 2000);
    /** Slowness is asked about five times as often, which takes its time. */
    private static final int SLOW_ROLLOUTS = ROLLOUTS / 4;

    private static final int SECONDS = 200;
    private static final int WEIGHTS = 5;
    private static final int USERS = 100;

    /** When more pods of green come: with the step to three quarters of the traffic, long after the warm-up of the first. */
    private static final int LATE = 120;

    /** Of green's answers, those that the later pods give. */
    private static final double LATE_SHARE = .75;

    private static final Plan PLAN = plan();

    static Stream<Arguments> noise() {
        return Stream.of(
                Arguments.of("none", 10, constant(0)),
                Arguments.of("1 %", 10, constant(0.01)),
                Arguments.of("3 %", 10, constant(0.03)),
                Arguments.of("30 %", 10, constant(0.30)),
                Arguments.of("3 %, asked five times as often", 50, constant(0.03)),
                Arguments.of("drifting from 0 to 30 % and back", 10, (IntToDoubleFunction) FalseAlarmTest::drift),
                Arguments.of("an outage of both for 30 s", 10, outage(90)),
                Arguments.of("an outage of both for two minutes", 10, outage(180)));
    }

    @ParameterizedTest(name = "noise: {0}")
    @MethodSource("noise")
    void hardlyEverBlamesAHealthyGreen(String name, int probes, IntToDoubleFunction noise) {
        double expected = ROLLOUTS * PLAN.health().alpha();
        long alarms = IntStream.range(0, ROLLOUTS)
                .parallel()
                .filter(seed -> alarm(new SplittableRandom(seed), probes, noise))
                .count();
        assertThat((double) alarms)
                .as("healthy rollouts blamed, of %s", ROLLOUTS)
                .isLessThanOrEqualTo(expected + 4 * Math.sqrt(expected));
    }

    /** What makes latency noisy, and is no fault of green's. */
    private enum Slow {
        /** Green takes 60 ms more with its first users, fading within 20 s. */
        FadingStart,
        /** Green takes 15 ms more for 30 s. */
        ColdHalfMinute,
        /** A second more at first, half of it after every 3 s: classes are loaded, pools are filled. */
        GrossColdStart,
        /** As the three above, but on the pods of green that come once it has three quarters of the traffic: an autoscaler's, or a person's. */
        LatePodsFading,
        LatePodsForHalfAMinute,
        LatePodsGross,
        /** 200 ms on one version at a time, every 10 s: what comes in the meantime waits for its end. */
        GarbageCollector,
        /** One answer of fifty takes 20 times as long, of either version. */
        HeavyTails,
        /** Both take three times as long now and then, for 10 s. */
        NoisyNeighbour,
        /** Green's node is slower by three tenths. */
        SlowerNode,
        /** Either is as slow as its users make it; all of them keep it busy for six tenths of the time. */
        Load
    }

    @ParameterizedTest(name = "latency: {0}")
    @EnumSource(Slow.class)
    void hardlyEverBlamesAHealthyGreenForItsLatency(Slow slow) {
        double expected = SLOW_ROLLOUTS * PLAN.health().alpha();
        long alarms = IntStream.range(0, SLOW_ROLLOUTS)
                .parallel()
                .filter(seed -> alarm(new SplittableRandom(seed), 10, _ -> 0.001, Optional.of(slow)))
                .count();
        assertThat((double) alarms)
                .as("healthy rollouts blamed, of %s", SLOW_ROLLOUTS)
                .isLessThanOrEqualTo(expected + 4 * Math.sqrt(expected));
    }

    /** Milliseconds of one answer, {@code fast} of them when nothing is in its way. */
    private static double slowed(Slow slow, VersionRole role, SplittableRandom random, int second, double fast) {
        boolean green = role == VersionRole.Green;
        int warm = second - SECONDS / WEIGHTS;
        boolean cold = green && warm >= 0;
        int late = second - LATE;
        boolean coldLater = green && late >= 0 && random.nextDouble() < LATE_SHARE;
        return switch (slow) {
            case FadingStart -> fast + (cold ? fading(warm) : 0);
            case ColdHalfMinute -> fast + (cold ? forHalfAMinute(warm) : 0);
            case GrossColdStart -> fast + (cold ? gross(warm) : 0);
            case LatePodsFading -> fast + (coldLater ? fading(late) : 0);
            case LatePodsForHalfAMinute -> fast + (coldLater ? forHalfAMinute(late) : 0);
            case LatePodsGross -> fast + (coldLater ? gross(late) : 0);
            case GarbageCollector -> {
                boolean pause = second % 10 == (green ? 2 : 7) && random.nextDouble() < .2;
                yield fast + (pause ? 200 * random.nextDouble() : 0);
            }
            case HeavyTails -> random.nextDouble() < .02 ? 20 * fast : fast;
            case NoisyNeighbour -> second % 45 < 10 ? 3 * fast : fast;
            case SlowerNode -> green ? 1.3 * fast : fast;
            case Load -> {
                double share = PLAN.stage(second * WEIGHTS / SECONDS).weight().percent() / 100;
                yield fast / (1 - .6 * (green ? share : 1 - share));
            }
        };
    }

    private static double fading(int warm) {
        return Math.max(0, 60 - 3 * warm);
    }

    private static double forHalfAMinute(int warm) {
        return warm < 30 ? 15 : 0;
    }

    private static double gross(int warm) {
        return 900 * Math.pow(.5, warm / 3.0);
    }

    private static boolean alarm(SplittableRandom random, int probes, IntToDoubleFunction noise) {
        return alarm(random, probes, noise, Optional.empty());
    }

    private static boolean alarm(SplittableRandom random, int usual, IntToDoubleFunction noise, Optional<Slow> slow) {
        Evidence evidence = Evidence.NONE;
        for (int second = 0; second < SECONDS; second++) {
            Instant at = World.START.plusSeconds(second);
            int stage = second * WEIGHTS / SECONDS;
            if (second % (SECONDS / WEIGHTS) == 0) {
                evidence = evidence.after(
                        new Decision.Enter(stage, "on"),
                        new Rollout(PLAN, new RolloutState.Shifting(Math.max(0, stage - 1), at, at)));
            }
            double p = noise.applyAsDouble(second);
            int green = USERS * stage / WEIGHTS;
            Counts users =
                    new Counts(green, failures(random, green, p), USERS - green, failures(random, USERS - green, p));
            evidence = evidence.seeing(pods(second < LATE ? 2 : 8));
            int probes = slow.isPresent() && evidence.slow() ? (int) ControllerTimings.suspicious(usual) : usual;
            evidence =
                    evidence.plus(new ObservationBatch(at, probes(random, probes, p, at, slow, second), users), PLAN);
            if (HealthEvaluator.judge(evidence, PLAN, stage, at) instanceof Verdict.Unhealthy) {
                return true;
            }
        }
        return false;
    }

    private static List<ProbeResult> probes(
            SplittableRandom random, int rate, double noise, Instant at, Optional<Slow> slow, int second) {
        List<ProbeResult> results = new ArrayList<>(2 * rate);
        for (int i = 0; i < rate; i++) {
            for (VersionRole role : VersionRole.values()) {
                ProbeOutcome outcome = random.nextDouble() < noise ? ProbeOutcome.Refused : ProbeOutcome.Passed;
                double fast = -20 * Math.log(1 - random.nextDouble());
                double millis = slow.map(known -> slowed(known, role, random, second, fast))
                        .orElse(fast);
                Duration took = Duration.ofNanos((long) (1e6 * millis) + 1);
                results.add(new ProbeResult(at, role, outcome, "503", "gw", 503, took));
            }
        }
        return results;
    }

    private static WorkloadStatus pods(int ready) {
        return new WorkloadStatus.Pods(8, ready, ready == 8, Optional.empty());
    }

    private static long failures(SplittableRandom random, int requests, double p) {
        return IntStream.range(0, requests).filter(_ -> random.nextDouble() < p).count();
    }

    private static Plan plan() {
        List<Stage> stages = IntStream.rangeClosed(1, WEIGHTS)
                .mapToObj(i ->
                        new Stage("Stage " + i, Weight.ofPercent(100 * (i - 1) / (WEIGHTS - 1)), Duration.ZERO, false))
                .toList();
        return new Plan(stages, HealthSpec.usual(), Duration.ofMinutes(10), OnUnhealthy.Revert);
    }

    private static IntToDoubleFunction constant(double rate) {
        return _ -> rate;
    }

    private static double drift(int second) {
        return 0.15 * (1 - Math.cos(second * 2 * Math.PI / 60));
    }

    private static IntToDoubleFunction outage(int until) {
        return second -> second > 60 && second <= until ? 1 : 0.001;
    }
}
