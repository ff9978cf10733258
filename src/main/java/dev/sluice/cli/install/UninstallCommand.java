package dev.sluice.cli.install;

import dev.sluice.cli.cluster.CliException;
import dev.sluice.cli.cluster.Cluster;
import dev.sluice.cli.cluster.ClusterCommand;
import dev.sluice.cli.text.CommandOutput;
import dev.sluice.cli.text.ExitCodes;
import java.time.Duration;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Takes Sluice out of the cluster so that nothing of it is left in the mesh. */
@Command(
        name = "uninstall",
        description = {
            "Takes Sluice out of the cluster. Releases that go on are ended first, as long as there is a controller that puts their"
                    + " traffic back; then the controller goes.",
            "Policies and Rollouts stay, unless --crds is given."
        },
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:it is gone", "1:it is not, or not all of it"})
public final class UninstallCommand extends ClusterCommand {
    @Option(
            names = "--crds",
            description = "Deletes the kinds too, and with them every policy and Rollout of all namespaces.")
    private boolean crds;

    @Option(names = "--abort", description = "Ends releases that go on: all their users go back to blue.")
    private boolean abort;

    @Option(
            names = {"-y", "--yes"},
            description = "Does not ask.")
    private boolean yes;

    @Option(names = "--dry-run", description = "Shows what would be deleted, and stops.")
    private boolean dryRun;

    @Option(
            names = "--timeout",
            paramLabel = "TIME",
            defaultValue = "5m",
            description =
                    "How long to wait for the end of releases, and then for that of what was deleted, as in 5m. Default: ${DEFAULT-VALUE}.")
    private Duration timeout = Duration.ZERO;

    @Override
    protected int run(Cluster cluster, CommandOutput output) {
        Manifests manifests = Manifests.whole(options().namespace().orElse(Manifests.NAMESPACE));
        Uninstaller removal = new Uninstaller(cluster, manifests, output::line);
        try {
            return remove(cluster, removal, output);
        } finally {
            output.out().flush();
        }
    }

    private int remove(Cluster cluster, Uninstaller removal, CommandOutput output) {
        List<String> active = removal.active();
        if (!active.isEmpty() && !abort) {
            throw new CliException("releases go on: " + String.join(", ", active)
                    + "; wait for their end, or say --abort to send their users back to blue first");
        }
        List<String> lines = removal.lines(crds);
        output.line(cluster.place().server() + " (context " + cluster.place().context() + "):");
        active.forEach(name -> output.line("  abort      Rollout " + name));
        lines.forEach(line -> output.line("  " + line));
        if (lines.isEmpty()) {
            output.line("  nothing of Sluice's is there");
        }
        if (dryRun) {
            kept(removal, output);
            return ExitCodes.DONE;
        }
        if (lines.isEmpty() && active.isEmpty()) {
            return ExitCodes.DONE;
        }
        if (!yes && !agreed(output)) {
            output.line("Nothing was done.");
            return ExitCodes.FAILED;
        }
        removal.abort(timeout);
        removal.remove(crds, timeout);
        kept(removal, output);
        return ExitCodes.DONE;
    }

    private boolean agreed(CommandOutput output) {
        return output.confirm(crds ? "Do this, and lose every policy and Rollout?" : "Do this?")
                .orElseThrow(() -> new CliException(InstallCommand.NOBODY));
    }

    private void kept(Uninstaller removal, CommandOutput output) {
        output.line("What stays:");
        removal.kept(crds).forEach(line -> output.line("  " + line));
    }
}
