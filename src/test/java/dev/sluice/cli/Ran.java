package dev.sluice.cli;

import dev.sluice.local.LocalKubeconfig;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;

/**
 * A command that has run.
 *
 * @param exit its exit code
 * @param out what it answered
 * @param err what it said beside
 */
record Ran(int exit, String out, String err) {
    static final Instant NOW = Instant.parse("2026-01-01T00:02:00Z");

    /** Runs one against a cluster, as at {@link #NOW}. */
    static Ran at(URI cluster, Ansi colours, String... arguments) {
        return at(cluster, InstantSource.fixed(NOW), colours, arguments);
    }

    static Ran at(URI cluster, InstantSource clock, Ansi colours, String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.add("--kubeconfig");
        all.add(LocalKubeconfig.write(cluster).toString());
        return of(clock, colours, all.toArray(String[]::new));
    }

    /** Runs one that asks no cluster. */
    static Ran of(String... arguments) {
        return of(InstantSource.fixed(NOW), Ansi.OFF, arguments);
    }

    private static Ran of(InstantSource clock, Ansi colours, String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int exit = Main.commandLine(clock)
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .setColorScheme(CommandLine.Help.defaultColorScheme(colours))
                .execute(arguments);
        return new Ran(exit, out.toString(), err.toString());
    }
}
