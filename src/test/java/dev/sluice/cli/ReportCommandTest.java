package dev.sluice.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.demo.BareApi;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine.Help.Ansi;

/** The page that is mailed after an incident. */
final class ReportCommandTest {
    private static final Path ROLLOUTS = Path.of("src/test/resources/golden/rollouts.yaml");

    @TempDir
    Path folder;

    @Test
    void pageTellsWhatHappenedAndAsksNobodyForAnything() throws IOException {
        try (BareApi api = new BareApi(Files.readString(ROLLOUTS))) {
            Ran ran = Ran.at(api.uri(), Ansi.OFF, "report", "shop-1", "-O", "-");

            assertThat(ran.err()).isEmpty();
            assertThat(ran.exit()).isZero();
            assertThat(ran.out())
                    .startsWith("<!doctype html>")
                    .contains("All users are back on v1.", "green failed 41 of 120 user requests, blue 0 of 1,080")
                    .doesNotContain("secret-pin", "<script", "src=", "@import", "url(");
        }
    }

    @Test
    void whatStandsInTheClusterIsTextAndNothingElse() throws IOException {
        String hostile =
                Files.readString(ROLLOUTS).replace("green failed 41", "<img src=x onerror=alert(1)> failed 41");
        Path file = Files.writeString(folder.resolve("rollout.yaml"), one(hostile, "shop-1"));

        Ran ran = Ran.of("report", "--file", file.toString(), "-O", "-");

        assertThat(ran.err()).isEmpty();
        assertThat(ran.out()).contains("&lt;img src=x onerror=alert(1)&gt;").doesNotContain("<img");
    }

    @Test
    void pageIsWrittenBesideWhereItIsAskedFor() throws IOException {
        Path page = folder.resolve("page.html");
        Path file = Files.writeString(folder.resolve("rollout.yaml"), one(Files.readString(ROLLOUTS), "shop-2"));

        assertThat(Ran.of("report", "--file", file.toString(), "-O", page.toString())
                        .exit())
                .isZero();

        assertThat(Files.readString(page)).contains("Done: all users are on v2.");
    }

    @Test
    void fileThatIsNotThereIsAWrongOption() {
        Ran ran = Ran.of("report", "--file", "nowhere.yaml");

        assertThat(ran.err().strip()).isEqualTo("nowhere.yaml: does not exist; name a file");
        assertThat(ran.exit()).isEqualTo(2);
    }

    @Test
    void fileOfAnotherKindIsAWrongOption() throws IOException {
        Path file = Files.writeString(folder.resolve("pod.yaml"), "kind: Pod");

        Ran ran = Ran.of("report", "--file", file.toString());

        assertThat(ran.err()).contains("is no Rollout of Sluice's");
        assertThat(ran.exit()).isEqualTo(2);
    }

    private static String one(String all, String name) {
        return java.util.Arrays.stream(all.split("(?m)^---$", -1))
                .filter(document -> document.contains("name: " + name + ","))
                .findFirst()
                .orElseThrow();
    }
}
