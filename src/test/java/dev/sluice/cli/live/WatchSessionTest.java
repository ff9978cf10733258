package dev.sluice.cli.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.sluice.demo.BareApi;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WatchSessionTest {
    private static final Viewport FRAME = new Viewport(80, 0, false, true, ZoneOffset.UTC);

    @ParameterizedTest
    @CsvSource({"promoted, 0", "reverted, 3", "holding, 0"})
    void exitCodeTellsHowItEnded(Acts act, int exit) {
        assertThat(WatchSession.exit(RolloutPoller.WatchState.of(act.rollout(), Acts.NOW)))
                .isEqualTo(exit);
    }

    @Test
    void deletedRolloutIsNotPromoted() {
        assertThat(WatchSession.exit(RolloutPoller.WatchState.of(Acts.holding.rollout(), Acts.NOW)
                        .deleted(Acts.NOW)))
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
                RolloutPoller watch = new RolloutPoller(api.client(), () -> Acts.NOW, Acts.holding.rollout(), false)) {
            WatchSession session = new WatchSession(watch, FRAME, false);

            assertThat(assertTimeoutPreemptively(
                            Duration.ofSeconds(20), () -> session.lines(new PrintWriter(closed, true))))
                    .isZero();
        }
    }

    @Test
    void onlyLinesThatDifferAreSentToTheTerminal() {
        TerminalRenderer renderer = new TerminalRenderer();
        renderer.update(List.of("one", "two"), 80);

        assertThat(renderer.update(List.of("one", "two"), 80)).isEmpty();
        assertThat(renderer.update(List.of("one", "2"), 80))
                .contains("\u001b[2;1H2\u001b[K")
                .doesNotContain("one");
        assertThat(renderer.update(List.of("one"), 80)).contains("\u001b[2;1H\u001b[K");
    }

    @Test
    void lineThatFillsTheTerminalKeepsItsLastCharacter() {
        assertThat(new TerminalRenderer().update(List.of("full"), 4)).doesNotContain("\u001b[K");
    }

    @Test
    void apiServerThatGoesAwayLeavesTheLastPicture() {
        RolloutPoller.WatchState seen = RolloutPoller.WatchState.of(Acts.holding.rollout(), Acts.NOW);

        RolloutPoller.WatchState troubled = seen.troubled("the API server does not answer", Acts.NOW.plusSeconds(1))
                .troubled("the API server does not answer", Acts.NOW.plusSeconds(5));

        assertThat(troubled.rollout()).isEqualTo(seen.rollout());
        assertThat(troubled.since()).isEqualTo(Acts.NOW.plusSeconds(1));
        assertThat(troubled.over()).isFalse();
    }
}
