package dev.sluice.truth;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Users meet errors while green's /healthz says that all is well: the evidence is what the probe asks for. */
@ExtendWith(Truth.class)
final class HiddenFaultIT {
    private static final String USERS_PATH = "/";

    @Test
    void revertsWhenTheProbeAsksForWhatUsersAskFor(Scene scene) {
        scene.app()
                .policy(policy -> From.TEN.holding(probing(policy, USERS_PATH), "5s"))
                .release();
        scene.untilHolding(10);
        scene.fault("v2", Fault.hidden(1));

        scene.untilOver("Reverted");

        Aftermath.onlyBlueServes(scene);
        assertThat(scene.watching().steps()).containsExactly(0, 10, 0);
        Aftermath.fewNoticed(scene, 10);
    }

    /** The limit of a release that counts probes alone; to be turned round once users' own requests count. */
    @Test
    void knownLimitPromotesWhatFailsUsersButNotTheProbe(Scene scene) {
        scene.app().policy(policy -> probing(policy, "/healthz")).release();
        scene.untilHolding(10);
        scene.fault("v2", Fault.hidden(1));

        scene.untilOver("Promoted");

        assertThat(scene.watching().steps()).containsExactly(0, 10, 25, 50, 100);
        assertThat(scene.settled().failed()).as("users who met green's errors").isPositive();
    }

    private static String probing(String policy, String path) {
        return policy.replace("minSample: 5", "minSample: 5, probe: {path: " + path + "}");
    }
}
