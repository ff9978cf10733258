package dev.sluice.cli.install;

import dev.sluice.cli.text.Screen;
import java.io.Console;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;

/** Asks before something is done. Where nobody can answer, nothing is done. */
final class Question {
    private Question() {}

    /**
     * Asks.
     *
     * @throws Refusal when nobody can be asked
     */
    static boolean yes(CommandSpec spec, String question) {
        Optional<Console> console = Optional.ofNullable(System.console()).filter(Console::isTerminal);
        if (console.isEmpty() || !Screen.terminal()) {
            throw new Refusal("nothing was done: say --yes, since there is nobody to ask");
        }
        spec.commandLine().getOut().flush();
        String answer = console.get().readLine("%s [y/N] ", question);
        return answer != null && answer.strip().toLowerCase(Locale.ROOT).startsWith("y");
    }
}
