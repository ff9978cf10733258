package dev.sluice.cli.steer;

import dev.sluice.cli.text.Screen;
import dev.sluice.cli.text.Voice;
import java.io.Console;

/** Asks the user; where nobody can answer, the command itself is the answer. */
final class Question {
    private Question() {}

    @SuppressWarnings("SystemConsoleNull")
    static boolean yes(String meaning, Voice voice) {
        Console console = System.console();
        if (console == null || !console.isTerminal() || !Screen.terminal()) {
            return true;
        }
        voice.say(meaning);
        String answer = console.readLine("Go on? [y/N] ");
        return answer != null && answer.strip().matches("(?i)y|yes");
    }
}
