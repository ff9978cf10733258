package dev.sluice.cli.text;

import dev.sluice.api.TextSanitizer;
import java.io.Console;
import java.io.PrintWriter;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;

/**
 * What a command says, and where.
 *
 * @param out its answer
 * @param err what is beside the answer
 * @param screen how it looks
 */
public record CommandOutput(PrintWriter out, PrintWriter err, TerminalOutput screen) {
    /** The voice of a command. */
    public static CommandOutput of(CommandSpec spec) {
        return new CommandOutput(spec.commandLine().getOut(), spec.commandLine().getErr(), TerminalOutput.of(spec));
    }

    /** Prints a text that is safe already, as it is. */
    public void print(String text) {
        out.print(text);
        out.flush();
    }

    /** Says a line of the answer, as long as it is. */
    public void line(String line) {
        out.println(TextSanitizer.line(line));
        out.flush();
    }

    /** Says what is beside the answer. */
    public void aside(String line) {
        err.println(TextSanitizer.line(line));
        err.flush();
    }

    /** Says a sentence, broken into lines as the screen wants it. */
    public void say(String sentence) {
        WordWrap.lines(sentence, screen.width()).forEach(out::println);
        out.flush();
    }

    /** Asks the person at the terminal. Whether the answer is yes; empty where nobody can answer, which each command takes in its own way. */
    public Optional<Boolean> confirm(String question) {
        Optional<Console> console = Optional.ofNullable(System.console()).filter(Console::isTerminal);
        if (console.isEmpty() || !TerminalOutput.terminal()) {
            return Optional.empty();
        }
        out.flush();
        String answer = console.get().readLine("%s [y/N] ", TextSanitizer.line(question));
        return Optional.of(answer != null && answer.strip().matches("(?i)y|yes"));
    }
}
