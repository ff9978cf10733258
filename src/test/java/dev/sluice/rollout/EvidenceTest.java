package dev.sluice.rollout;

import static dev.sluice.rollout.Colour.Blue;
import static dev.sluice.rollout.Colour.Green;
import static dev.sluice.rollout.ProbeOutcome.Blind;
import static dev.sluice.rollout.ProbeOutcome.Failed;
import static dev.sluice.rollout.ProbeOutcome.Passed;
import static dev.sluice.rollout.ProbeOutcome.Refused;
import static dev.sluice.rollout.World.START;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.policy.HealthSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class EvidenceTest {
    private static final Duration WINDOW = Duration.ofSeconds(30);
    private static final HealthSpec HEALTH = new HealthSpec(null, null, null, null);

    private final List<ProbeResult> results = new ArrayList<>();

    @Test
    void fiveRefusalsInARowWhileBlueAnswersSettleIt() {
        seen(Blue, Passed, 1);
        seen(Green, Refused, 5);
        assertThat(verdict()).isInstanceOf(Verdict.Unhealthy.class);
    }

    @Test
    void fourRefusalsSettleNothing() {
        seen(Blue, Passed, 1);
        seen(Green, Refused, 4);
        assertThat(verdict()).isInstanceOf(Verdict.Inconclusive.class);
    }

    @Test
    void anAnswerBetweenRefusalsEndsTheRun() {
        seen(Blue, Passed, 1);
        seen(Green, Refused, 4);
        seen(Green, Failed, 1);
        seen(Green, Refused, 4);
        assertThat(verdict()).isInstanceOf(Verdict.Inconclusive.class);
    }

    @Test
    void aBlindProbeNeitherLengthensNorEndsTheRun() {
        seen(Blue, Passed, 1);
        seen(Green, Refused, 3);
        seen(Green, Blind, 7);
        seen(Green, Refused, 1);
        assertThat(evidence().refusedRun()).isEqualTo(4);
    }

    @Test
    void aSharedOutageThatBlueLeavesFirstIsNoEvidenceAgainstGreen() {
        seen(Blue, Refused, 20);
        seen(Green, Refused, 20);
        seen(Blue, Passed, 1);
        assertThat(verdict()).isInstanceOf(Verdict.Inconclusive.class);
    }

    @Test
    void aRunBeginsAgainWhenBlueFailsOnce() {
        seen(Blue, Passed, 1);
        seen(Green, Refused, 4);
        seen(Blue, Failed, 1);
        seen(Blue, Passed, 1);
        seen(Green, Refused, 4);
        assertThat(evidence().refusedRun()).isEqualTo(4);
    }

    @Test
    void refusalsProveNothingWhileBlueIsUnknown() {
        seen(Green, Refused, 50);
        assertThat(verdict()).isInstanceOf(Verdict.Inconclusive.class);
    }

    @Test
    void forgetsWhatIsOlderThanTheWindow() {
        seen(Green, Failed, 9);
        Evidence later = evidence().plus(List.of(), START.plus(WINDOW).plusMillis(1), WINDOW);
        assertThat(later.green(Instant.MIN).total()).isZero();
    }

    @Test
    void countsFromAnInstantOn() {
        seen(Green, Failed, 3);
        seen(Blue, Passed, 4);
        Evidence evidence = evidence().plus(List.of(result(Green, Passed)), START.plusSeconds(5), WINDOW);
        assertThat(evidence.green(START.plusSeconds(1))).isEqualTo(new Tally(1, 0));
        assertThat(evidence.green(START)).isEqualTo(new Tally(1, 3));
        assertThat(evidence.blue(START)).isEqualTo(new Tally(4, 0));
    }

    @Test
    void knowsWhenGreenWasLastHeardOf() {
        seen(Green, Passed, 1);
        Evidence later =
                evidence().plus(List.of(result(Green, Blind), result(Blue, Passed)), START.plusSeconds(3), WINDOW);
        assertThat(later.heard()).contains(START);
    }

    @Test
    void isSilentFromTheFirstLookOn() {
        Evidence first = Evidence.NONE.plus(List.of(), START, WINDOW);
        assertThat(first.plus(List.of(), START.plusSeconds(3), WINDOW).heard()).contains(START);
    }

    private void seen(Colour colour, ProbeOutcome outcome, int times) {
        for (int i = 0; i < times; i++) {
            results.add(result(colour, outcome));
        }
    }

    private Evidence evidence() {
        return Evidence.NONE.plus(results, START, WINDOW);
    }

    private Verdict verdict() {
        return Judge.judge(evidence(), HEALTH, START, START);
    }

    private static ProbeResult result(Colour colour, ProbeOutcome outcome) {
        return new ProbeResult(START, colour, outcome, outcome + " probe");
    }
}
