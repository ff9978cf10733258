package dev.sluice.cli.text;

import dev.sluice.policy.Clean;
import java.io.PrintWriter;
import picocli.CommandLine.Model.CommandSpec;

/**
 * What a command says, and where.
 *
 * @param out its answer
 * @param err what is beside the answer
 * @param screen how it looks
 */
public record Voice(PrintWriter out, PrintWriter err, Screen screen) {
    /** The voice of a command. */
    public static Voice of(CommandSpec spec) {
        return new Voice(spec.commandLine().getOut(), spec.commandLine().getErr(), Screen.of(spec));
    }

    /** Prints a text that is safe already, as it is. */
    public void print(String text) {
        out.print(text);
        out.flush();
    }

    /** Says what is beside the answer. */
    public void aside(String line) {
        err.println(Clean.line(line));
        err.flush();
    }

    /** Says a sentence, broken into lines as the screen wants it. */
    public void say(String sentence) {
        Wrap.lines(sentence, screen.width()).forEach(out::println);
        out.flush();
    }
}
