package dev.sluice.truth;

import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Measures, and fails for nothing but an outcome: the catalogue's cases, as often as asked for. Not part of the suite. */
@ExtendWith(Truth.class)
@Isolated
@EnabledIfSystemProperty(named = "sluice.bench", matches = "[1-9]\\d*")
final class BenchIT {
    private static final BenchTable TABLE = new BenchTable();

    @ParameterizedTest(name = "{0}, {1} steps, run {2}")
    @MethodSource
    void measures(FaultCase what, Ladder ladder, int run, TruthScene scene) {
        scene.app(yaml -> yaml.replace("replicas: ${REPLICAS}", "replicas: 3"))
                .policy(ladder::policy)
                .release();
        ladder.untilItBefalls(scene);
        long from = System.nanoTime();
        what.befall(scene);
        scene.until("the rollout is over", scene.watching()::over);
        TABLE.add(what, ladder, scene.watching().state(), from, System.nanoTime(), scene.settled());
    }

    static Stream<Arguments> measures() {
        int runs = Integer.getInteger("sluice.bench");
        List<String> only = List.of(System.getProperty("sluice.bench.cases", "").split(",", -1));
        return IntStream.rangeClosed(1, runs)
                .boxed()
                .flatMap(run -> Arrays.stream(FaultCase.values())
                        .filter(what -> only.contains("") || only.contains(what.toString()))
                        .flatMap(what -> Arrays.stream(Ladder.values()).map(ladder -> arguments(what, ladder, run))));
    }

    @AfterAll
    static void tell() throws IOException {
        TABLE.write();
    }

    /** Who sets the weights. */
    enum Ladder {
        FIXED,
        AUTO;

        String policy(String policy) {
            return switch (this) {
                case FIXED -> From.TEN.holding(policy, "40s");
                case AUTO -> policy.replaceAll("(?m)^steps: .*$", "autoSteps: true");
            };
        }

        /** Fixed steps: when 10 % is held. Automatic ones: when 8 % is. */
        void untilItBefalls(TruthScene scene) {
            scene.untilHolding(this == FIXED ? 10 : 8);
        }

        @Override
        public String toString() {
            return this == FIXED ? "fixed" : "automatic";
        }
    }
}
