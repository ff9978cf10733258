package dev.sluice.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each script is read by its own shell, where that is there. */
final class CompletionCommandTest {
    @TempDir
    private Path folder;

    @Test
    void bashCompletesCommands() throws Exception {
        assertThat(
                        shell(
                                "bash",
                                "source %s; COMP_WORDS=(sluice desc); COMP_CWORD=1; _complete_sluice; echo \"${COMPREPLY[@]}\""))
                .contains("describe");
    }

    @Test
    void bashCompletesOptions() throws Exception {
        assertThat(
                        shell(
                                "bash",
                                "source %s; COMP_WORDS=(sluice list --name); COMP_CWORD=2; _complete_sluice; echo \"${COMPREPLY[@]}\""))
                .contains("--namespace");
    }

    @Test
    void zshReadsIt() throws Exception {
        assertThat(shell("zsh", "autoload -Uz compinit; compinit -u -D; source %s; echo ${_comps[sluice]}"))
                .contains("_complete_sluice");
    }

    private String shell(String name, String script) throws IOException, InterruptedException {
        assumeThat(there(name)).as(name).isTrue();
        Path file = Files.writeString(
                folder.resolve(name), Ran.of("completion", name).out());
        Process process = new ProcessBuilder(name, "-c", script.formatted(file))
                .redirectErrorStream(true)
                .start();
        process.getOutputStream().close();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        return said;
    }

    private static boolean there(String name) {
        return Arrays.stream(System.getenv().getOrDefault("PATH", "").split(":", -1))
                .anyMatch(dir -> Files.isExecutable(Path.of(dir, name)));
    }
}
