package dev.sluice.truth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Green answers errors: a large share or a small one, from the start or late. */
@ExtendWith(Truth.class)
@Isolated
final class BadReleaseIT {
    @Tag("core")
    @ParameterizedTest(name = "errors {0} % from {1} on")
    @MethodSource
    void revertsWhatAlwaysFails(int percent, From from, TruthScene scene) {
        reverts(percent, from, scene);
    }

    @ParameterizedTest(name = "errors {0} % from {1} on")
    @MethodSource
    void revertsWhatFailsByShare(int percent, From from, TruthScene scene) {
        reverts(percent, from, scene);
    }

    static Stream<Arguments> revertsWhatAlwaysFails() {
        return Stream.of(arguments(100, From.TEN), arguments(100, From.BAKE));
    }

    static Stream<Arguments> revertsWhatFailsByShare() {
        return Stream.of(From.values())
                .flatMap(from -> IntStream.of(100, 50, 10, 2)
                        .filter(percent -> percent < 100 || (from != From.TEN && from != From.BAKE))
                        .mapToObj(percent -> arguments(percent, from)));
    }

    private static void reverts(int percent, From from, TruthScene scene) {
        scene.app().policy(policy -> from.holding(patient(policy, percent), hold(percent)));
        sicken(scene, from, AppFault.errors(percent / 100.0));

        scene.untilOver("Reverted");

        Aftermath.onlyBlueServes(scene);
        assertThat(scene.watching().journal()).contains("by chance that happens");
        assertThat(scene.watching().steps()).containsExactlyElementsOf(from.andBack());
        Aftermath.fewNoticed(scene, from.weight());
    }

    private static void sicken(TruthScene scene, From from, AppFault fault) {
        if (from == From.PREFLIGHT) {
            scene.until("green can be broken", () -> scene.ready("v2") == 2);
            scene.fault("v2", fault);
            scene.release();
        } else {
            scene.release();
            scene.untilHolding(from.weight());
            scene.fault("v2", fault);
        }
    }

    /** 2 % shows in hundreds of probes only: as many as Sluice sends at most, and counted for as long as that takes. */
    private static String patient(String policy, int percent) {
        return percent > 2 ? policy : policy.replace("minSample: 5", "minSample: 5, probe: {rate: 50}");
    }

    /** Long enough that the fault shows before the stage is over. */
    private static String hold(int percent) {
        return percent >= 50 ? "5s" : percent > 2 ? "20s" : "1m";
    }
}
