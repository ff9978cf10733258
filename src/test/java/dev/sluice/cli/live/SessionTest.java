package dev.sluice.cli.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.sluice.local.BareApi;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SessionTest {
    private static final Frame FRAME = new Frame(80, 0, false, true, ZoneOffset.UTC);

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
    void outputThatNobodyReadsAnyMoreEndsIt() {
        Writer closed = new Writer() {
            @Override
            public void write(char[] text, int from, int length) throws IOException {
                throw new IOException("Broken pipe");
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        try (BareApi api = new BareApi(Acts.holding.yaml());
                Watch watch = new Watch(api.client(), () -> Acts.NOW, Acts.holding.rollout(), false)) {
            Session session = new Session(watch, FRAME, false);

            assertThat(assertTimeoutPreemptively(
                            Duration.ofSeconds(20), () -> session.lines(new PrintWriter(closed, true))))
                    .isZero();
        }
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
}
