package dev.sluice.cli.install;

import dev.sluice.api.TextSanitizer;
import dev.sluice.cli.cluster.CliException;
import dev.sluice.cli.cluster.Cluster;
import dev.sluice.cli.cluster.ClusterOptions;
import dev.sluice.cli.text.ConfirmationPrompt;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

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
public final class UninstallCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private ClusterOptions options = new ClusterOptions();

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
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        Manifests manifests = Manifests.whole(options.namespace().orElse(Manifests.NAMESPACE));
        try (Cluster cluster = options.open()) {
            Uninstaller removal = new Uninstaller(cluster, manifests, line -> {
                out.println(TextSanitizer.line(line));
                out.flush();
            });
            return remove(cluster, removal, out);
        } finally {
            out.flush();
        }
    }

    private int remove(Cluster cluster, Uninstaller removal, PrintWriter out) {
        List<String> active = removal.active();
        if (!active.isEmpty() && !abort) {
            throw new CliException("releases go on: " + String.join(", ", active)
                    + "; wait for their end, or say --abort to send their users back to blue first");
        }
        List<String> lines = removal.lines(crds);
        out.println(cluster.place().server() + " (context " + cluster.place().context() + "):");
        active.forEach(name -> out.println("  abort      Rollout " + name));
        lines.forEach(line -> out.println("  " + TextSanitizer.line(line)));
        if (lines.isEmpty()) {
            out.println("  nothing of Sluice's is there");
        }
        if (dryRun) {
            kept(removal, out);
            return ExitCode.OK;
        }
        if (lines.isEmpty() && active.isEmpty()) {
            return ExitCode.OK;
        }
        if (!yes && !agreed(out)) {
            out.println("Nothing was done.");
            return ExitCode.SOFTWARE;
        }
        removal.abort(timeout);
        removal.remove(crds, timeout);
        kept(removal, out);
        return ExitCode.OK;
    }

    private boolean agreed(PrintWriter out) {
        return ConfirmationPrompt.yes(crds ? "Do this, and lose every policy and Rollout?" : "Do this?", out)
                .orElseThrow(() -> new CliException(InstallCommand.NOBODY));
    }

    private void kept(Uninstaller removal, PrintWriter out) {
        out.println("What stays:");
        removal.kept(crds).forEach(line -> out.println("  " + TextSanitizer.line(line)));
    }
}
