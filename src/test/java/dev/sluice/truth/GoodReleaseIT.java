package dev.sluice.truth;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Releases that go well: nobody notices. */
@ExtendWith(Truth.class)
final class GoodReleaseIT {
    @Test
    void promotesInSteps(Scene scene) {
        scene.app().policy().release();

        scene.untilOver("Promoted");

        assertThat(scene.watching().steps()).containsExactly(0, 10, 25, 50, 100);
        assertThat(scene.settled().failed()).isZero();
    }
}
