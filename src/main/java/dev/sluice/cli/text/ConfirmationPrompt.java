package dev.sluice.cli.text;

import java.io.Console;
import java.io.PrintWriter;
import java.util.Optional;

/** Asks the person at the terminal. */
public final class ConfirmationPrompt {
    private ConfirmationPrompt() {}

    /** Whether the answer is yes; empty where nobody can answer, which each command takes in its own way. */
    public static Optional<Boolean> yes(String question, PrintWriter out) {
        Optional<Console> console = Optional.ofNullable(System.console()).filter(Console::isTerminal);
        if (console.isEmpty() || !TerminalOutput.terminal()) {
            return Optional.empty();
        }
        out.flush();
        String answer = console.get().readLine("%s [y/N] ", question);
        return Optional.of(answer != null && answer.strip().matches("(?i)y|yes"));
    }
}
