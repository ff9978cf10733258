package dev.sluice.replay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.api.PolicyReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class RecordingTest {
    private static final String TEXT = text();

    @Test
    void whatIsPackedComesBack() {
        Recording recording = Recording.read(TEXT);

        assertThat(Recording.unpacked(recording.packed())).isEqualTo(recording);
        assertThat(recording.text()).isEqualTo(TEXT);
    }

    @Test
    void noValueOfAHeaderIsRecorded() {
        RecordingMetadata origin = Recording.read(TEXT).origin();
        RecordingMetadata guarded = new RecordingMetadata(
                origin.rollout(),
                origin.sluice(),
                origin.began(),
                origin.blue(),
                origin.green(),
                PolicyReader.read("""
                        {"routes": [{"virtualService": "shop"}],
                         "health": {"probe": {"headers": {"Authorization": "hunter2"}}}}"""),
                false);

        assertThat(new Recorder(guarded).recording().text())
                .contains("Authorization")
                .doesNotContain("hunter2");
    }

    @Property(tries = 200)
    void whatIsCutOffIsReadAsFarAsItGoes(@ForAll @IntRange(max = 12_000) int length) {
        String cut = TEXT.substring(0, Math.min(length, TEXT.length() - 5));

        assertThat(problem(cut)).contains("line " + cut.split("\n", -1).length);
    }

    @Property(tries = 300)
    void aDamagedLineIsNamed(@ForAll("garbage") String garbage, @ForAll @IntRange(min = 12, max = 60) int line) {
        String[] lines = TEXT.split("\n", -1);
        lines[line - 1] = "?" + garbage;

        assertThat(problem(String.join("\n", lines))).contains("line " + line + " ");
    }

    @Property(tries = 300)
    void anythingIsReadOrRefusedWithAReason(@ForAll("garbage") String garbage, @ForAll @IntRange(max = 60) int line) {
        String[] lines = TEXT.split("\n", -1);
        lines[line] = lines[line].substring(0, lines[line].length() / 2) + garbage;

        assertThat(problem(String.join("\n", lines))).isNotNull();
    }

    @Test
    void aLongRecordingIsToldInFewerLinesThatAddUp() {
        Recording recording = Recording.read(TEXT);
        Recording shorter = recording.within(recording.packed().length() * 2 / 3);

        assertThat(shorter.packed().length())
                .isLessThanOrEqualTo(recording.packed().length() * 2 / 3);
        assertThat(shorter.users()).isEqualTo(recording.users());
        assertThat(shorter.coarsest()).isGreaterThan(Duration.ofSeconds(1));
        assertThat(Replay.of(shorter).outcome()).isEqualTo(Replay.of(recording).outcome());
    }

    @Test
    void whatFitsNowhereIsLeftOutWithANote() {
        Recording empty = Recording.read(TEXT).within(100);

        assertThat(empty.seconds()).isEmpty();
        assertThat(empty.notes())
                .containsExactly("the seconds were left out: packed, they take more than 100 characters");
    }

    @Provide
    Arbitrary<String> garbage() {
        return Arbitraries.strings().withChars("0123456789|/*.- >?\\xyzé").ofMaxLength(30);
    }

    /** What is said of a text: why it is refused, or its notes. */
    private static String problem(String text) {
        try {
            return String.join("\n", Recording.read(text).notes());
        } catch (RecordingFormatException e) {
            return String.valueOf(e.getMessage());
        }
    }

    private static String text() {
        try {
            return Files.readString(Path.of("src/test/resources/replay/late-fault.txt"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
