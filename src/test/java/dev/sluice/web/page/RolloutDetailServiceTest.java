package dev.sluice.web.page;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.view.RolloutDisplay;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class RolloutDetailServiceTest {
    @Test
    void whoMayNotSteerIsToldWhichRoleSteers() {
        assertThat(RolloutDetailService.refusal(picture(Made.holding("shop", "cart", 1)), false))
                .contains("not steer it", "ClusterRole sluice-operator in namespace shop");
    }

    @Test
    void whoMayNotReleaseIsToldWhichRoleChangesDeployments() {
        assertThat(RolloutDetailService.refusal(picture(Made.promoted("shop", "cart")), false))
                .contains("not release it again", "ClusterRole edit in namespace shop");
    }

    private static RolloutDisplay picture(String rollout) {
        return RolloutDisplay.of(Made.stored(rollout), Instant.now());
    }
}
