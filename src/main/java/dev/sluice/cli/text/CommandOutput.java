package dev.sluice.cli.text;

import dev.sluice.api.TextSanitizer;
import java.io.PrintWriter;
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
}
