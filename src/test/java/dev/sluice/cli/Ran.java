package dev.sluice.cli;

import dev.sluice.demo.LocalKubeconfig;
import io.fabric8.kubernetes.client.Config;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Properties;
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
    private static final Clock CLOCK = Clock.fixed(NOW, ZoneId.of("UTC"));

    /** Runs one against a cluster, as at {@link #NOW}. */
    static Ran at(URI cluster, Ansi colours, String... arguments) {
        return at(cluster, CLOCK, colours, arguments);
    }

    /** Told by a property, as by KUBECONFIG: an option would come back in the commands that are printed. */
    static Ran at(URI cluster, Clock clock, Ansi colours, String... arguments) {
        Properties before = (Properties) System.getProperties().clone();
        System.clearProperty(Config.KUBERNETES_MASTER_SYSTEM_PROPERTY);
        System.setProperty(
                Config.KUBERNETES_KUBECONFIG_FILE,
                LocalKubeconfig.write(cluster).toString());
        try {
            return of(clock, colours, arguments);
        } finally {
            System.setProperties(before);
        }
    }

    /** Runs one that asks no cluster. */
    static Ran of(String... arguments) {
        return of(CLOCK, Ansi.OFF, arguments);
    }

    private static Ran of(Clock clock, Ansi colours, String... arguments) {
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
