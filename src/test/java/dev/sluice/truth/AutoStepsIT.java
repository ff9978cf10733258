package dev.sluice.truth;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** The evidence sets the weights. */
@ExtendWith(Truth.class)
@Execution(ExecutionMode.CONCURRENT)
final class AutoStepsIT {
    @Tag("core")
    @Test
    void promotesAGreenThatProvesItself(TruthScene scene) {
        scene.app().policy(AutoStepsIT::automatic).release();

        scene.untilOver("Promoted");

        assertThat(scene.watching().journal()).contains("Ramp 1/7, 0.1 %").contains("points worse than blue");
        assertThat(scene.settled().failed()).isZero();
    }

    @Test
    void fewMeetAFaultThatWasThereFromTheStart(TruthScene scene) {
        scene.app()
                .policy(policy -> automatic(policy).replace("minSample: 5", "minSample: 5, probe: {path: /healthz}"));
        scene.until("green can be broken", () -> scene.ready("v2") == 2);
        scene.fault("v2", AppFault.hidden(1));
        scene.release();

        scene.untilOver("Reverted");

        Aftermath.onlyBlueServes(scene);
        Aftermath.fewNoticed(scene, 10);
    }

    private static String automatic(String policy) {
        return policy.replaceAll("(?m)^steps: .*$", "autoSteps: true");
    }
}
