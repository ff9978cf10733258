package dev.sluice.cli.text;

import dev.sluice.api.TextSanitizer;
import java.io.Console;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;

/**
 * Where a command writes to people.
 *
 * @param colours whether it shows colours
 * @param width characters of a line
 */
public record TerminalOutput(boolean colours, int width) {
    /** Set by the launcher, which knows of each stream by itself whether it is a terminal. */
    private static final String TERMINAL = "sluice.terminal";

    private static final int USUAL = 100;
    private static final int NARROWEST = 40;

    /** The screen of a command; tests set the colour scheme. */
    public static TerminalOutput of(CommandSpec spec) {
        return new TerminalOutput(spec.commandLine().getColorScheme().ansi() == Ansi.ON, width(System.getenv()));
    }

    /** Colours only on a terminal; {@code NO_COLOR} and {@code CLICOLOR_FORCE} decide when they are set. */
    public static Ansi ansi() {
        return ansi(System.getenv(), terminal());
    }

    static Ansi ansi(Map<String, String> environment, boolean terminal) {
        if (!environment.getOrDefault("NO_COLOR", "").isEmpty()) {
            return Ansi.OFF;
        }
        String force = environment.getOrDefault("CLICOLOR_FORCE", "");
        boolean forced = !force.isEmpty() && !force.equals("0");
        boolean dumb = environment.getOrDefault("TERM", "").equals("dumb");
        return forced || (terminal && !dumb) ? Ansi.ON : Ansi.OFF;
    }

    /** Whether people read what is printed, as it is printed. There is always a console in JDK 22 and later, but its type does not say so. */
    @SuppressWarnings("SystemConsoleNull")
    public static boolean terminal() {
        String told = System.getProperty(TERMINAL);
        Console console = System.console();
        return told == null ? console != null && console.isTerminal() : Boolean.parseBoolean(told);
    }

    static int width(Map<String, String> environment) {
        return Optional.ofNullable(environment.get("COLUMNS"))
                // A terminal that has not been told its size says 0.
                .filter(text -> text.matches("[0-9]{1,4}") && !text.matches("0+"))
                .map(text -> Math.max(NARROWEST, Integer.parseInt(text)))
                .orElse(USUAL);
    }

    /** A piece of text, safe and in its colour. */
    public String paint(AnsiStyle paint, String text) {
        String clean = TextSanitizer.line(text);
        return colours ? paint.on(clean) : clean;
    }
}
