package dev.sluice.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Clock;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

final class MainTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final CommandLine command =
            Main.commandLine().setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));

    @Test
    void helpNamesTheCommands() {
        assertThat(command.execute("--help")).isZero();
        assertThat(out.toString()).contains("controller").doesNotContain("demo");
    }

    /** On a laptop, with the rights of an administrator, it is the last thing that anyone wants. */
    @Test
    void withoutACommandNothingIsStarted() {
        assertThat(command.execute()).isEqualTo(2);
        assertThat(err.toString()).startsWith("Usage: sluice [OPTIONS] COMMAND").contains("Release and steer");
    }

    @ParameterizedTest
    @ValueSource(strings = {"history", "retry", "undo"})
    void helpSaysWhichAppIsMeantWithoutAName(String name) {
        assertThat(command.execute(name, "--help")).isZero();
        assertThat(out.toString().replaceAll("\\s+", " "))
                .contains("A policy, or one of its Rollouts. Default: the only policy that has Rollouts");
    }

    /** A command that is named first is built without the others, to start sooner. */
    @Test
    void commandSaysTheSameAloneAsAmongTheOthers() {
        Map<String, CommandLine> all = command.getSubcommands();
        assertThat(all).containsKeys("list", "ls", "completion", "warm-up");

        all.forEach((name, among) -> {
            CommandLine alone = Main.commandLine(Clock.systemUTC(), name);
            assertThat(alone.getSubcommands()).containsKey(name);
            assertThat(alone.getSubcommands().get(name).getUsageMessage()).isEqualTo(among.getUsageMessage());
        });
        assertThat(Main.commandLine(Clock.systemUTC(), "list").getSubcommands()).doesNotContainKey("status");
        assertThat(Main.commandLine(Clock.systemUTC(), "lst").getSubcommands()).hasSameSizeAs(all);
        assertThat(Main.commandLine(Clock.systemUTC(), "completion").getSubcommands())
                .hasSameSizeAs(all);
    }
}
