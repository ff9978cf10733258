package dev.sluice.truth;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Green answers late, or never. */
@ExtendWith(Truth.class)
@Execution(ExecutionMode.CONCURRENT)
final class SlowReleaseIT {
    @Test
    void revertsAGreenThatTakesTwiceAsLong(TruthScene scene) {
        scene.app()
                .policy(policy -> From.TEN
                        .holding(policy, "40s")
                        .replace("{minSample: 5}", "{minSample: 5, latency: {warmup: 0s}}"));
        scene.until("both can be slowed down", () -> scene.ready("v1") == 2 && scene.ready("v2") == 2);
        scene.fault("v1", AppFault.delay(50));
        scene.fault("v2", AppFault.delay(100));
        scene.release();

        scene.untilOver("Reverted");

        Aftermath.onlyBlueServes(scene);
        assertThat(scene.watching().journal()).contains("of green's probes in this release took over");
        assertThat(scene.watching().steps()).containsExactly(0, 10, 0);
        assertThat(scene.settled().failed()).isZero();
    }

    @Test
    void promotesAGreenThatIsALittleSlower(TruthScene scene) {
        scene.app().policy(policy -> From.TEN.holding(policy, "20s"));
        scene.until("both can be slowed down", () -> scene.ready("v1") == 2 && scene.ready("v2") == 2);
        scene.fault("v1", AppFault.delay(50));
        scene.fault("v2", AppFault.delay(60));
        scene.release();

        scene.untilOver("Promoted");

        assertThat(scene.settled().failed()).isZero();
    }

    @Test
    void revertsAGreenThatIsSlowerThanTheProbesTimeout(TruthScene scene) {
        holdFifty(scene);
        scene.fault("v2", AppFault.delay(2_000));

        scene.untilOver("Reverted");

        Aftermath.onlyBlueServes(scene);
        assertThat(scene.watching().steps()).containsExactlyElementsOf(From.FIFTY.andBack());
        assertThat(scene.settled().failed())
                .as("users wait longer than the probe does; nobody's answer is broken off by the revert")
                .isZero();
    }

    @Test
    void revertsAGreenThatHangs(TruthScene scene) {
        holdFifty(scene);
        scene.fault("v2", AppFault.HANG);

        scene.untilOver("Reverted");

        Aftermath.onlyBlueServes(scene);
        assertThat(scene.watching().steps()).containsExactlyElementsOf(From.FIFTY.andBack());
        Aftermath.fewNoticed(scene, 50);
    }

    private static void holdFifty(TruthScene scene) {
        scene.app().policy(policy -> From.FIFTY.holding(policy, "10s")).release();
        scene.untilHolding(50);
    }
}
