package dev.sluice.truth;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Users meet errors while green's /healthz says that all is well: the evidence is what the probe asks for. */
@ExtendWith(Truth.class)
@Execution(ExecutionMode.CONCURRENT)
final class HiddenFaultIT {
    private static final String USERS_PATH = "/";

    @Test
    void revertsWhenTheProbeAsksForWhatUsersAskFor(TruthScene scene) {
        scene.app()
                .policy(policy -> From.TEN.holding(probing(policy, USERS_PATH), "5s"))
                .release();
        scene.untilHolding(10);
        scene.fault("v2", AppFault.hidden(1));

        scene.untilOver("Reverted");

        Aftermath.onlyBlueServes(scene);
        assertThat(scene.watching().steps()).containsExactly(0, 10, 0);
        Aftermath.fewNoticed(scene, 10);
    }

    @Tag("core")
    @ParameterizedTest(name = "errors {0} %")
    @CsvSource({"100, 5s", "10, 30s"})
    void revertsWhatFailsUsersButNotTheProbe(int percent, String hold, TruthScene scene) {
        scene.app()
                .policy(policy -> From.TEN.holding(probing(policy, "/healthz"), hold))
                .release();
        scene.untilHolding(10);
        scene.fault("v2", AppFault.hidden(percent / 100.0));

        scene.untilOver("Reverted");

        Aftermath.onlyBlueServes(scene);
        assertThat(scene.watching().journal()).contains(", blue 0 of");
        assertThat(scene.watching().steps()).containsExactly(0, 10, 0);
        Aftermath.fewNoticed(scene, 10);
    }

    /** Nobody answers them, so nobody counts them as answered either: what was sent and not answered is what tells. */
    @Tag("core")
    @Test
    void revertsWhatKeepsUsersWaitingForEver(TruthScene scene) {
        scene.app()
                .policy(policy -> From.TWENTY_FIVE.holding(probing(policy, "/healthz"), "30s"))
                .release();
        scene.untilHolding(25);
        scene.fault("v2", AppFault.HIDDEN_HANG);

        scene.untilOver("Reverted");

        Aftermath.onlyBlueServes(scene);
        assertThat(scene.watching().journal()).contains(", blue 0 of");
        assertThat(scene.watching().steps()).containsExactlyElementsOf(From.TWENTY_FIVE.andBack());
        Aftermath.fewNoticed(scene, 25);
    }

    /** Nothing fails; the gateways' histograms tell, every five seconds, how long users wait. */
    @Test
    void revertsWhatKeepsUsersWaitingMuchLonger(TruthScene scene) {
        scene.app()
                .policy(policy -> From.TWENTY_FIVE.holding(probing(policy, "/healthz"), "40s"))
                .release();
        scene.untilHolding(25);
        long broken = scene.fault("v2", AppFault.hiddenDelay(400));

        scene.untilOver("Reverted");

        Aftermath.onlyBlueServes(scene);
        assertThat(scene.watching().journal()).contains("took grossly longer than blue's do");
        assertThat(scene.watching().steps()).containsExactlyElementsOf(From.TWENTY_FIVE.andBack());
        assertThat(scene.settled().failed()).isZero();
        // 25 a second wait until the way back: three tellings and a busy machine.
        assertThat(scene.users()
                        .count(request ->
                                request.due() > broken && request.version().equals("v2")))
                .isLessThan(750);
    }

    private static String probing(String policy, String path) {
        return policy.replace("minSample: 5", "minSample: 5, probe: {path: " + path + "}");
    }
}
