package dev.sluice.cli.live;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.rollout.Desired;
import dev.sluice.view.Picture;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SessionTest {
    private static final Frame FRAME = new Frame(80, 0, false, true, ZoneOffset.UTC);
    private final Keys keys = new Keys();

    @ParameterizedTest
    @CsvSource({"promoted, 0", "reverted, 3", "holding, 0"})
    void exitCodeTellsHowItEnded(Acts act, int exit) {
        assertThat(Session.exit(Sight.of(act.rollout(), Acts.NOW))).isEqualTo(exit);
    }

    @Test
    void deletedRolloutIsNotPromoted() {
        assertThat(Session.exit(Sight.of(Acts.holding.rollout(), Acts.NOW).deleted(Acts.NOW)))
                .isEqualTo(3);
    }

    @Test
    void keyDoesNothingBeforeItsQuestionIsAnswered() {
        Picture picture = picture(Acts.holding);

        assertThat(keys.press('a', picture)).isEmpty();
        assertThat(keys.notice()).isEqualTo("End this release and send all users back to v1? [y/N]");
        assertThat(keys.press('y', picture)).map(Keys.Order::desired).contains(Desired.Aborted);
        assertThat(keys.notice()).isEmpty();
    }

    @Test
    void anyKeyButYesMeansNo() {
        keys.press('P', picture(Acts.holding));

        assertThat(keys.press('\n', picture(Acts.holding))).isEmpty();
        assertThat(keys.press('y', picture(Acts.holding))).isEmpty();
    }

    @Test
    void keyThatMakesNoSenseNowAsksNothing() {
        keys.press('r', picture(Acts.holding));

        assertThat(keys.notice()).isEmpty();
        assertThat(Keys.legend(picture(Acts.promoted))).isEqualTo("q quit");
    }

    @Test
    void outputThatIsNoTerminalGetsALineForEachChange() {
        Ticker ticker = new Ticker(FRAME);

        assertThat(ticker.line(picture(Acts.holding), "", Acts.NOW))
                .contains(
                        "12:00:00  Holding    Step 2/3   asked 25 %, seen 25 %  Holding Step 2/3, 25 %: every gateway serves 25 %");
        assertThat(ticker.line(picture(Acts.holding), "", Acts.NOW.plusSeconds(1)))
                .isEmpty();
        assertThat(ticker.line(picture(Acts.reverting), "", Acts.NOW)).isPresent();
    }

    @Test
    void onlyLinesThatDifferAreSentToTheTerminal() {
        Canvas canvas = new Canvas();
        canvas.update(List.of("one", "two"), 80);

        assertThat(canvas.update(List.of("one", "two"), 80)).isEmpty();
        assertThat(canvas.update(List.of("one", "2"), 80))
                .contains("\u001b[2;1H2\u001b[K")
                .doesNotContain("one");
        assertThat(canvas.update(List.of("one"), 80)).contains("\u001b[2;1H\u001b[K");
    }

    @Test
    void lineThatFillsTheTerminalKeepsItsLastCharacter() {
        assertThat(new Canvas().update(List.of("full"), 4)).doesNotContain("\u001b[K");
    }

    @Test
    void apiServerThatGoesAwayLeavesTheLastPicture() {
        Sight seen = Sight.of(Acts.holding.rollout(), Acts.NOW);

        Sight troubled = seen.troubled("the API server does not answer", Acts.NOW.plusSeconds(1))
                .troubled("the API server does not answer", Acts.NOW.plusSeconds(5));

        assertThat(troubled.rollout()).isEqualTo(seen.rollout());
        assertThat(troubled.since()).isEqualTo(Acts.NOW.plusSeconds(1));
        assertThat(troubled.over()).isFalse();
    }

    private static Picture picture(Acts act) {
        return Picture.of(act.rollout(), Acts.NOW);
    }
}
