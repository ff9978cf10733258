package dev.sluice.truth;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Green's pods refuse or end while users are with them. */
@ExtendWith(Truth.class)
@Execution(ExecutionMode.CONCURRENT)
final class SickPodsIT {
    private static final String FOUR = "replicas: 4";

    /** The kubelet asks so seldom here that only refused probes can tell. */
    @Tag("core")
    @Test
    void revertsAfterAHandfulOfRefusals(TruthScene scene) {
        scene.app(yaml -> yaml.replace("periodSeconds: 1", "periodSeconds: 600"));
        holdFifty(scene);
        scene.fault("v2", AppFault.REFUSE);

        wentBack(scene);

        assertThat(scene.watching().journal()).contains("it could not reach the version");
    }

    @Test
    void revertsWhenOneOfFourPodsCrashLoops(TruthScene scene) {
        scene.app(yaml -> yaml.replace("replicas: ${REPLICAS}", FOUR));
        holdFifty(scene);
        AppFault.CRASH.at(scene.pods("v2").getFirst());

        wentBack(scene);

        assertThat(scene.ready("v2")).isEqualTo(3);
    }

    @Test
    void revertsWhenAllPodsCrashLoop(TruthScene scene) {
        scene.app();
        holdFifty(scene);
        scene.fault("v2", AppFault.CRASH);

        wentBack(scene);
    }

    @Test
    void revertsWhenNoPodIsReadyAnyMore(TruthScene scene) {
        scene.app();
        holdFifty(scene);
        scene.fault("v2", AppFault.UNREADY);

        wentBack(scene);
    }

    private static void holdFifty(TruthScene scene) {
        scene.policy(policy -> From.FIFTY.holding(policy, "10s")).release();
        scene.untilHolding(50);
    }

    private static void wentBack(TruthScene scene) {
        scene.untilOver("Reverted");
        Aftermath.onlyBlueServes(scene);
        assertThat(scene.watching().steps()).containsExactlyElementsOf(From.FIFTY.andBack());
        Aftermath.fewNoticed(scene, 50);
    }
}
