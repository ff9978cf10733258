package dev.sluice.web.page;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.view.Picture;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class DetailsTest {
    @Test
    void whoMayNotSteerIsToldWhichRoleSteers() {
        assertThat(Details.refusal(picture(Made.holding("shop", "cart", 1)), false))
                .contains("not steer it", "ClusterRole sluice-operator in namespace shop");
    }

    @Test
    void whoMayNotReleaseIsToldWhichRoleChangesDeployments() {
        assertThat(Details.refusal(picture(Made.promoted("shop", "cart")), false))
                .contains("not release it again", "ClusterRole edit in namespace shop");
    }

    private static Picture picture(String rollout) {
        return Picture.of(Made.stored(rollout), Instant.now());
    }
}
