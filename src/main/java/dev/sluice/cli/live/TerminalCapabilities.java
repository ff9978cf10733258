package dev.sluice.cli.live;

import dev.sluice.cli.cluster.Cluster;
import dev.sluice.cli.text.TerminalOutput;
import dev.sluice.kubernetes.StoredRollout;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.ZoneId;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;

/** Finds out what the output can show. */
final class TerminalCapabilities {
    private TerminalCapabilities() {}

    /** The output as it is now; as wide as the terminal where there is one. */
    static Viewport frame(CommandSpec spec) {
        TerminalOutput screen = TerminalOutput.of(spec);
        int width = TerminalOutput.terminal() ? Terminal.size().width() : screen.width();
        return new Viewport(
                width, 0, screen.colours(), charset().equals(StandardCharsets.UTF_8), ZoneId.systemDefault());
    }

    static int watch(CommandSpec spec, Cluster cluster, StoredRollout first, boolean follow) {
        try (RolloutPoller watch = new RolloutPoller(cluster.client(), Clock.systemUTC(), first, follow)) {
            WatchSession session = new WatchSession(watch, frame(spec), follow);
            Optional<Terminal> tty = TerminalOutput.terminal() ? Terminal.open(charset()) : Optional.empty();
            var out = spec.commandLine().getOut();
            return tty.isPresent() ? session.live(tty.get(), out) : session.lines(out);
        }
    }

    /** What the terminal was told by the locale. */
    private static Charset charset() {
        String name =
                System.getProperty("stdout.encoding", Charset.defaultCharset().name());
        return Charset.isSupported(name) ? Charset.forName(name) : StandardCharsets.US_ASCII;
    }
}
