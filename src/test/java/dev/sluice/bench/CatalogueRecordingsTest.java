package dev.sluice.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.replay.RecordedDecision;
import dev.sluice.replay.Recorder;
import dev.sluice.replay.Recording;
import dev.sluice.replay.RecordingMetadata;
import dev.sluice.replay.Replay;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A release through each fault of the catalogue, recorded; {@code -Dwrite} records them anew when the engine has changed. */
class CatalogueRecordingsTest {
    private static final Path FOLDER = Path.of("src/test/resources/recordings");
    private static final double PER_SECOND = 100;

    static Stream<Case> faults() {
        return Catalogue.faults().stream();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("faults")
    @DisplayName("A recorded release through a fault is decided again as it was then")
    void isDecidedAgainAsItWasThen(Case what) throws IOException {
        Recording kept = Recording.read(kept(what));

        List<RecordedDecision> then = kept.made();
        assertThat(then).isNotEmpty();
        assertThat(Replay.of(kept).made().subList(0, then.size())).isEqualTo(then);
    }

    /** What is counted of users' requests is no part of a replay, so a change of that would leave the old recordings as they are, unnoticed. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("faults")
    @DisplayName("The recording that is kept is what this engine meets")
    void isWhatThisEngineMeets(Case what) throws IOException {
        assertThat(played(what)).isEqualTo(kept(what));
    }

    private static String kept(Case what) throws IOException {
        Path file = FOLDER.resolve(what.name() + ".txt");
        if (System.getProperty("write") != null) {
            Files.createDirectories(FOLDER);
            Files.writeString(file, played(what));
        }
        return Files.readString(file);
    }

    private static String played(Case what) {
        Recorder recorder = new Recorder(new RecordingMetadata(
                "shop/" + what.name(), "bench", Sluice.BEGUN, "v1", "v2", Entrants.fixedPolicy(), false));
        Play.play(Entrants.recorded(recorder), new BenchScene(what, Onset.FirstUser, PER_SECOND, 1));
        return recorder.recording().text();
    }
}
