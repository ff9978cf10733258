package dev.sluice.rollout;

import static dev.sluice.rollout.World.START;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Optional;
import org.junit.jupiter.api.Test;

class RevertTest {
    @Test
    void neverEndsInAPromotion() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new RolloutState.Reverting(Outcome.Promoted, "a forged mark", START));
    }

    @Test
    void isNotReadFromAMarkThatClaimsAPromotion() {
        Snapshot seen = new Snapshot(
                START,
                Desired.Run,
                new WorkloadStatus.Unknown("not looked yet"),
                new TrafficStatus.Converged(),
                Optional.of(Outcome.Promoted),
                Evidence.NONE);
        assertThat(seen.revertWritten()).isEmpty();
    }
}
