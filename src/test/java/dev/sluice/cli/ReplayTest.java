package dev.sluice.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.replay.Recording;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What {@code sluice replay} prints. */
final class ReplayTest {
    private static final Path FOLDER = Path.of("src/test/resources/replay");
    private static final String RECORDING = FOLDER.resolve("late-fault.txt").toString();

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir
    private Path temporary = Path.of("");

    private int run(String... arguments) {
        return Main.commandLine()
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(arguments);
    }

    private String file(String text) throws IOException {
        return Files.writeString(temporary.resolve("file"), text).toString();
    }

    @ParameterizedTest
    @CsvSource({"own, '', 3", "tolerant, tolerant.yaml, 0", "patient, patient.yaml, 3"})
    void bothCoursesAreToldBesideEachOther(String golden, String policy, int exit) throws IOException {
        int code = policy.isEmpty()
                ? run("replay", RECORDING)
                : run("replay", RECORDING, "--policy", FOLDER.resolve(policy).toString());

        Path wanted = FOLDER.resolve(golden + ".out");
        if (System.getProperty("write") != null) {
            Files.writeString(wanted, out.toString());
        }
        assertThat(out.toString()).isEqualTo(Files.readString(wanted));
        assertThat(err.toString()).isEmpty();
        assertThat(code).isEqualTo(exit);
    }

    @Test
    void aRolloutIsReplayedAsTheClusterPrintsIt() throws IOException {
        Recording recording = Recording.read(Files.readString(Path.of(RECORDING)));
        String rollout = "kind: Rollout\nstatus:\n  recording: " + recording.packed() + "\n";

        assertThat(run("replay", file(rollout), "-o", "recording")).isZero();
        assertThat(out.toString()).isEqualTo(Files.readString(Path.of(RECORDING)));
    }

    @Test
    void jsonTellsBothCourses() throws IOException {
        assertThat(run("replay", RECORDING, "-o", "json")).isEqualTo(3);

        var json = new ObjectMapper().readTree(out.toString());
        assertThat(json.at("/recorded/outcome").asText()).isEqualTo("Reverted");
        assertThat(json.at("/replayed/decisions")).isEqualTo(json.at("/recorded/decisions"));
        assertThat(json.at("/replayed/model")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "kind: Rollout | status.recording is missing (state unknown); a Rollout has it once it is over",
                "'kind: List\nitems: [{}, {}]' | is a list of 2; name one Rollout, as in kubectl get rollout NAME -o yaml",
                "kind: Deployment | is no recording and no Rollout; give the text of a recording, or what kubectl get rollout NAME -o yaml prints",
                "'kind: Rollout\nstatus: {recording: H4sI}' | status.recording: is cut off; take the whole of it from the Rollout again",
                "sluice recording 7 | line 1: \"sluice recording 7\" is not the format that this Sluice reads (1); use the Sluice that recorded it, or a newer one",
                "sluice recording 1 | line 1: the recording ends without a line \"began\"; take the recording from the Rollout again",
                "a: [ | line 1: is not YAML: while parsing a flow node",
            })
    void whatCannotBeReplayedIsNamedWithItsCure(String text, String problem) throws IOException {
        String file = file(text);

        assertThat(run("replay", file)).isEqualTo(2);
        assertThat(err.toString().strip()).isEqualTo(file + ": " + problem);
        assertThat(out.toString()).isEmpty();
    }

    @Test
    void aPolicyThatCannotBeUsedIsNamedWithFieldAndCure() throws IOException {
        String policy = file("kind: RolloutPolicy\nspec: {routes: [{virtualService: a}], steps: [{weight: 0}]}");

        assertThat(run("replay", RECORDING, "--policy", policy)).isEqualTo(2);
        assertThat(err.toString()).startsWith(policy + ": spec.steps[0].weight is 0;");
    }

    @Test
    void aFileThatIsMissingIsNamed() {
        assertThat(run("replay", "no-such-file")).isEqualTo(2);
        assertThat(err.toString().strip()).isEqualTo("no-such-file: does not exist");
    }
}
