package dev.sluice.cli.live;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.kubernetes.StoreParts;
import dev.sluice.kubernetes.StoredRollout;
import dev.sluice.rollout.Desired;
import dev.sluice.view.RolloutDisplay;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class KeyBindingsTest {
    private static final Instant NOW = Acts.NOW;
    private static final StoredRollout HOLDING = Acts.holding.rollout();
    private static final StoredRollout OTHER =
            StoreParts.rollout(Acts.holding.yaml().replace("uid: u,", "uid: another,"));
    private final KeyBindings keys = new KeyBindings();

    @Test
    void keyDoesNothingBeforeItsQuestionIsAnswered() {
        assertThat(keys.press('a', HOLDING, NOW)).isEmpty();
        assertThat(keys.notice(HOLDING, NOW)).isEqualTo("End this release and send all users back to v1? [y/N]");
        assertThat(keys.press('y', HOLDING, NOW))
                .map(KeyBindings.Order::desired)
                .contains(Desired.Aborted);
        assertThat(keys.notice(HOLDING, NOW)).isEmpty();
    }

    @Test
    void anyKeyButYesMeansNo() {
        keys.press('P', HOLDING, NOW);

        assertThat(keys.press('\n', HOLDING, NOW)).isEmpty();
        assertThat(keys.press('y', HOLDING, NOW)).isEmpty();
    }

    @Test
    void keyThatMakesNoSenseNowAsksNothing() {
        keys.press('r', HOLDING, NOW);

        assertThat(keys.notice(HOLDING, NOW)).isEmpty();
        assertThat(KeyBindings.legend(RolloutDisplay.of(Acts.promoted.rollout(), NOW)))
                .isEqualTo("q quit");
    }

    @Test
    void whatWasAskedOfOneReleaseIsNotDoneToTheNext() {
        keys.press('a', HOLDING, NOW);

        assertThat(keys.notice(OTHER, NOW)).isEmpty();
        assertThat(keys.press('y', OTHER, NOW)).isEmpty();
        assertThat(keys.notice(OTHER, NOW)).startsWith("not done");
    }

    @Test
    void whatMakesNoSenseAnyMoreIsNotDone() {
        keys.press('p', HOLDING, NOW);

        assertThat(keys.press('y', Acts.reverting.rollout(), NOW)).isEmpty();
    }

    @Test
    void abortIsDoneWhateverElseHasBecomePossible() {
        keys.press('a', HOLDING, NOW);

        assertThat(keys.press('y', Acts.gate.rollout(), NOW))
                .map(KeyBindings.Order::desired)
                .contains(Desired.Aborted);
    }

    @Test
    void whatCameOfAnOrderIsToldForSomeSeconds() {
        keys.told("asked for Paused", NOW);

        assertThat(keys.notice(HOLDING, NOW.plusSeconds(7))).isEqualTo("asked for Paused");
        assertThat(keys.notice(HOLDING, NOW.plusSeconds(8))).isEmpty();
    }
}
