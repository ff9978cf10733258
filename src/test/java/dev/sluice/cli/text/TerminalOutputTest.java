package dev.sluice.cli.text;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.api.TextSanitizer;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine.Help.Ansi;

final class TerminalOutputTest {
    @ParameterizedTest
    @CsvSource({
        "'', '', xterm, true, ON",
        "'', '', xterm, false, OFF",
        "1, '', xterm, true, OFF",
        "1, 1, xterm, true, OFF",
        "'', 1, xterm, false, ON",
        "'', 0, xterm, false, OFF",
        "'', '', dumb, true, OFF"
    })
    void coloursFollowTheTerminalAndTheUsersWish(
            String none, String force, String term, boolean terminal, Ansi expected) {
        assertThat(TerminalOutput.ansi(Map.of("NO_COLOR", none, "CLICOLOR_FORCE", force, "TERM", term), terminal))
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"120, 120", "0, 100", "wide, 100", "12, 40"})
    void widthThatIsNoneIsTheUsualOne(String columns, int expected) {
        assertThat(TerminalOutput.width(Map.of("COLUMNS", columns))).isEqualTo(expected);
    }

    @Test
    void textOfTheClusterCannotSteerTheTerminal() {
        assertThat(TextSanitizer.line("a\u001b[31mb\r\nc\td\u0007\u009b2J\u202ee"))
                .isEqualTo("a[31mb c d2Je");
        assertThat(new TerminalOutput(true, 80).paint(AnsiStyle.Bold, "x\u001b[2J"))
                .isEqualTo("\u001b[1mx[2J\u001b[0m");
    }

    @ParameterizedTest
    @CsvSource({
        "45, 45s",
        "119, 119s",
        "312, 5m12s",
        "2520, 42m",
        "11220, 3h7m",
        "68400, 19h",
        "187200, 2d4h",
        "2592000, 30d"
    })
    void agesAreCoarserTheOlderTheyAre(long seconds, String expected) {
        assertThat(NumberFormatter.age(Duration.ofSeconds(seconds))).isEqualTo(expected);
    }

    @Test
    void longLinesBreakBetweenWords() {
        assertThat(WordWrap.lines("one two three four", 9)).containsExactly("one two", "three", "four");
    }
}
