package dev.sluice.truth;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Commands of the documentation, run as they stand there. */
final class Documented {
    private static final String NOTHING = "# prints nothing";

    private Documented() {}

    /** Runs the shell commands below a heading; one that is said to print nothing has to. */
    static void run(TruthCluster cluster, Path document, String heading) {
        List<String> commands = commands(document, heading);
        if (commands.isEmpty()) {
            throw new IllegalStateException(document + " has no commands below " + heading);
        }
        for (String command : commands) {
            boolean silent = command.endsWith(NOTHING);
            cluster.shell(silent ? "test -z \"$(" + command.replace(NOTHING, "") + ")\"" : command);
        }
    }

    private static List<String> commands(Path document, String heading) {
        try {
            String text = Files.readString(document);
            String section = text.substring(text.indexOf("\n" + heading + "\n") + 1);
            String block = section.substring(section.indexOf("```bash\n") + "```bash\n".length());
            return block.substring(0, block.indexOf("```")).lines().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
