package dev.sluice.analysis;

import static dev.sluice.analysis.ProbeOutcome.Blind;
import static dev.sluice.analysis.ProbeOutcome.Failed;
import static dev.sluice.analysis.ProbeOutcome.Passed;
import static dev.sluice.analysis.ProbeOutcome.Refused;
import static dev.sluice.analysis.VersionRole.Blue;
import static dev.sluice.analysis.VersionRole.Green;
import static dev.sluice.rollout.World.START;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.rollout.HealthEvaluator;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** When gateways reach no pod of blue. */
class ConsecutiveRefusalsTest {
    private ConsecutiveRefusals refusals = ConsecutiveRefusals.NONE;

    @Test
    void blueIsRefusedAfterTenProbesInARow() {
        see(Green, Passed, 1);
        see(Blue, Refused, 9);
        see(Blue, Blind, 1);
        assertThat(blueRefused(START)).isFalse();

        see(Blue, Refused, 1);

        assertThat(blueRefused(START)).isTrue();
    }

    @Test
    void anAnswerOfBlueEndsIt() {
        see(Green, Passed, 1);
        see(Blue, Refused, 20);

        see(Blue, Failed, 1);

        assertThat(blueRefused(START)).isFalse();
    }

    @Test
    void ofAnOutageOfBothNothingFollows() {
        see(Green, Passed, 1);
        see(Blue, Refused, 20);

        see(Green, Refused, 1);
        see(Blue, Refused, 20);

        assertThat(blueRefused(START)).isFalse();
    }

    @Test
    void aBlueWhoseUsersAreServedIsThere() {
        see(Green, Passed, 1);
        see(Blue, Refused, 20);
        refusals = refusals.after(new Counts(0, 0, 10, 9), START);
        assertThat(blueRefused(START.plusMillis(1999))).isFalse();

        refusals = refusals.after(new Counts(0, 0, 10, 10), START.plusSeconds(2));

        assertThat(blueRefused(START.plusSeconds(2))).isTrue();
    }

    @Test
    void aTimeInWhichNobodyLookedSaysNothingOfItsUsers() {
        see(Green, Passed, 1);
        see(Blue, Refused, 20);
        refusals = refusals.after(new Counts(0, 0, 10, 0), START);

        refusals = refusals.later(Duration.ofMinutes(1));

        assertThat(blueRefused(START.plusSeconds(61))).isFalse();
    }

    private void see(VersionRole role, ProbeOutcome outcome, int times) {
        for (int i = 0; i < times; i++) {
            refusals = refusals.after(new ProbeResult(START, role, outcome, outcome + " probe"));
        }
    }

    private boolean blueRefused(Instant at) {
        return refusals.blueRefused(HealthEvaluator.REFUSALS, at);
    }
}
