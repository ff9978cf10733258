package dev.sluice.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.policy.HealthSpec;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Green is as good as blue, and both are noisy: how often is green blamed? Two thousand rollouts of 200 s at each noise
 * gave at most 5 alarms, and none at all up to the objective of 1 %. At that rate, one in 400, more than
 * {@value #ALARMS} alarms in {@value #ROLLOUTS} rollouts come once in 1,700 seeds; at one in 30 they come in most.
 */
class FalseAlarmTest {
    private static final int ROLLOUTS = 400;
    private static final int ALARMS = 5;
    private static final int SECONDS = 200;
    private static final HealthSpec HEALTH = new HealthSpec(null, null, null, null);
    private static final Instant START = World.START;

    static Stream<Arguments> noise() {
        return Stream.of(
                Arguments.of("none", 10, constant(0)),
                Arguments.of("1 %", 10, constant(0.01)),
                Arguments.of("3 %", 10, constant(0.03)),
                Arguments.of("10 %", 10, constant(0.10)),
                Arguments.of("30 %", 10, constant(0.30)),
                Arguments.of("30 %, asked five times as often", 50, constant(0.30)),
                Arguments.of("drifting from 0 to 30 % and back", 10, (IntToDoubleFunction) FalseAlarmTest::drift),
                Arguments.of("an outage of both for 30 s", 10, (IntToDoubleFunction) FalseAlarmTest::outage));
    }

    @ParameterizedTest(name = "noise: {0}")
    @MethodSource("noise")
    void hardlyEverBlamesAHealthyGreen(String name, int rate, IntToDoubleFunction noise) {
        long alarms = IntStream.range(0, ROLLOUTS)
                .filter(seed -> alarm(new SplittableRandom(seed), rate, noise))
                .count();
        assertThat(alarms).isLessThanOrEqualTo(ALARMS);
    }

    private static boolean alarm(SplittableRandom random, int rate, IntToDoubleFunction noise) {
        Evidence evidence = Evidence.NONE;
        for (int second = 1; second <= SECONDS; second++) {
            Instant at = START.plusSeconds(second);
            evidence = evidence.plus(probes(random, rate, noise.applyAsDouble(second), at), at, HEALTH.window());
            if (Judge.judge(evidence, HEALTH, START, at) instanceof Verdict.Unhealthy) {
                return true;
            }
        }
        return false;
    }

    private static List<ProbeResult> probes(SplittableRandom random, int rate, double noise, Instant at) {
        List<ProbeResult> results = new ArrayList<>(2 * rate);
        for (int i = 0; i < rate; i++) {
            for (Colour colour : Colour.values()) {
                ProbeOutcome outcome = random.nextDouble() < noise ? ProbeOutcome.Failed : ProbeOutcome.Passed;
                results.add(new ProbeResult(at, colour, outcome, "503"));
            }
        }
        return results;
    }

    private static IntToDoubleFunction constant(double rate) {
        return _ -> rate;
    }

    private static double drift(int second) {
        return 0.15 * (1 - Math.cos(second * 2 * Math.PI / 60));
    }

    private static double outage(int second) {
        return second > 60 && second <= 90 ? 1 : 0.001;
    }
}
