package dev.sluice.cli.live;

import dev.sluice.cli.cluster.Cluster;
import dev.sluice.cli.cluster.ClusterCommand;
import dev.sluice.cli.text.CommandOutput;
import dev.sluice.kubernetes.StoredRollout;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** One rollout on a live screen. */
@Command(
        name = "watch",
        description = {
            "Shows a rollout on a live screen until it is over. Where the output is no terminal, a line for each change.",
            "Keys: p pauses, r resumes, P promotes, a aborts, each after a question; q quits."
        },
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:it was promoted, or you quit before its end",
            "1:it could not be read",
            "3:it ended with all traffic on blue"
        })
public final class WatchCommand extends ClusterCommand {
    private static final long PAUSE = TimeUnit.SECONDS.toNanos(1);

    @Parameters(
            arity = "0..1",
            paramLabel = "ROLLOUT",
            description = "A Rollout, or a policy: its newest. Default: the only active one.")
    private @Nullable String name;

    @Option(
            names = {"-f", "--follow"},
            description = "Waits for a release when none goes on, and goes on with the next one when it is over.")
    private boolean follow;

    @Override
    protected int run(Cluster cluster, CommandOutput output) {
        StoredRollout first = follow ? awaited(cluster) : cluster.find().rollout(name);
        return WatchSession.watch(spec(), cluster, first, follow);
    }

    private StoredRollout awaited(Cluster cluster) {
        Optional<StoredRollout> found = cluster.find().awaited(name);
        if (found.isEmpty()) {
            spec().commandLine()
                    .getErr()
                    .println(
                            name == null
                                    ? "no release goes on; waiting for one"
                                    : name + " has no release yet; waiting for its first");
        }
        while (found.isEmpty()) {
            LockSupport.parkNanos(PAUSE);
            found = cluster.find().awaited(name);
        }
        return found.get();
    }
}
