package dev.sluice.truth;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Blue is not well either when green breaks: the way back depends on nothing. */
@ExtendWith(Truth.class)
@Execution(ExecutionMode.CONCURRENT)
final class SickBlueIT {
    @Test
    void goesBackToABlueWithOnePodLess(TruthScene scene) {
        holdFifty(scene);
        AppFault.UNREADY.at(scene.pods("v1").getFirst());
        scene.until("one pod of blue is out", () -> scene.ready("v1") == 1);
        scene.fault("v2", AppFault.errors(1));

        scene.untilOver("Reverted");

        Aftermath.onlyBlueServes(scene);
        assertThat(scene.watching().steps()).containsExactlyElementsOf(From.FIFTY.andBack());
        Aftermath.fewNoticed(scene, 50);
    }

    /** Nobody is sent to a version without a pod; whoever has one first gets the users. */
    @Test
    void waitsWhenNeitherHasAPodAndGoesToTheOneThatIsBack(TruthScene scene) {
        holdFifty(scene);
        scene.fault("v1", AppFault.UNREADY);
        scene.until("all traffic is on green", () -> scene.watching().state().equals("FailedOver"));
        scene.fault("v2", AppFault.UNREADY);

        scene.until(
                "it says that neither serves",
                () -> scene.watching().message().contains("neither version has a ready pod"));
        assertThat(scene.watching().state()).isEqualTo("FailedOver");
        assertThat(scene.watching().steps()).endsWith(50, 100);
        scene.fault("v1", AppFault.NONE);

        scene.untilOver("Reverted");
        assertThat(scene.watching().steps()).endsWith(50, 100, 0);
        scene.until("blue is back", () -> Users.steady(scene.users(), 50));
        Aftermath.onlyBlueServes(scene);
    }

    /** What hits both is no evidence against green; but nobody goes on in such weather. */
    @Test
    void goesBackAtTheDeadlineWhenBothFail(TruthScene scene) {
        scene.app()
                .policy(policy ->
                        From.TWENTY_FIVE.holding(policy, "2s").replace("progressDeadline: 2m", "progressDeadline: 4s"))
                .release();
        scene.untilHolding(25);
        scene.fault("v1", AppFault.errors(1));
        scene.fault("v2", AppFault.errors(1));

        scene.untilOver("Reverted");

        assertThat(scene.watching().journal()).contains("was not over 4s after its planned end");
        assertThat(scene.watching().steps()).containsExactlyElementsOf(From.TWENTY_FIVE.andBack());
    }

    @Test
    void goesToTheOneThatFailsLessWhenBothFail(TruthScene scene) {
        holdFifty(scene);
        scene.fault("v1", AppFault.errors(0.9));
        scene.fault("v2", AppFault.errors(0.2));
        scene.until("all traffic is on green", () -> scene.watching().state().equals("FailedOver"));
        scene.fault("v1", AppFault.NONE);
        scene.fault("v2", AppFault.NONE);

        scene.untilHolding(50);

        assertThat(scene.watching().steps()).endsWith(50, 100, 50);
        assertThat(scene.watching().journal()).contains("of its users' requests, and green fewer");
    }

    private static void holdFifty(TruthScene scene) {
        scene.app().policy(policy -> From.FIFTY.holding(policy, "30s"));
        scene.until("blue can lose a pod", () -> scene.ready("v1") == 2);
        scene.release();
        scene.untilHolding(50);
    }
}
