package dev.sluice.cli.steer;

import dev.sluice.cli.cluster.Cluster;
import dev.sluice.cli.cluster.ClusterCommand;
import dev.sluice.cli.cluster.ObjectPrinter;
import dev.sluice.cli.cluster.RolloutWatcher;
import dev.sluice.cli.text.CommandOutput;
import dev.sluice.cli.text.ExitCodes;
import dev.sluice.cli.text.OutputFormat;
import dev.sluice.cli.text.TextTable;
import dev.sluice.kubernetes.StoredRollout;
import dev.sluice.view.RolloutDisplay;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** All rollouts in a table. */
@Command(
        name = "list",
        aliases = {"ls"},
        description = "Lists rollouts: what needs you first, then what goes on, then what is over.",
        mixinStandardHelpOptions = true)
final class ListCommand extends ClusterCommand {
    private final InstantSource clock;

    @Option(
            names = {"-A", "--all-namespaces"},
            description = "All namespaces.")
    private boolean all;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FORMAT",
            defaultValue = "table",
            description = "${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}.")
    private OutputFormat format = OutputFormat.table;

    @Option(names = "--no-headers", description = "No heading.")
    private boolean noHeaders;

    @Option(
            names = {"-w", "--watch"},
            description = "Goes on with a line for each change, until Ctrl-C.")
    private boolean watch;

    @Option(names = "--full", description = "With recordings and kept evidence in json and yaml.")
    private boolean full;

    ListCommand(InstantSource clock) {
        this.clock = clock;
    }

    @Override
    protected boolean everywhere() {
        return all;
    }

    @Override
    protected void check() {
        if (watch && !format.human()) {
            throw new ParameterException(spec().commandLine(), "--watch writes a table; leave out -o " + format);
        }
    }

    @Override
    protected int run(Cluster cluster, CommandOutput voice) {
        List<StoredRollout> rollouts = cluster.find().rollouts();
        switch (format) {
            case table, wide -> table(cluster, rollouts, voice);
            case json, yaml -> voice.print(format.text(ObjectPrinter.list(rollouts, full)));
            case name -> rollouts.forEach(one -> voice.say("rollout.sluice.dev/" + one.name()));
        }
        return ExitCodes.DONE;
    }

    private void table(Cluster cluster, List<StoredRollout> rollouts, CommandOutput voice) {
        RolloutColumns rows = new RolloutColumns(all, format == OutputFormat.wide);
        TextTable table = new TextTable();
        if (!noHeaders) {
            table.heading(rows.heading());
        }
        Instant now = clock.instant();
        List<RolloutDisplay> pictures = rollouts.stream()
                .map(one -> RolloutDisplay.of(one, now))
                .sorted(RolloutDisplay.BY_URGENCY)
                .toList();
        pictures.forEach(display -> table.row(rows.of(display, now)));
        if (pictures.isEmpty() && !watch) {
            voice.err()
                    .println("No rollouts in "
                            + cluster.namespace()
                                    .map(name -> "namespace " + name)
                                    .orElse("any namespace")
                            + ". Begin one: " + cluster.command("release", "deploy/NAME"));
            voice.err().flush();
            return;
        }
        voice.print(table.text(voice.screen()));
        if (watch) {
            watch(cluster, rollouts, rows, table, voice);
        }
    }

    private void watch(
            Cluster cluster, List<StoredRollout> known, RolloutColumns rows, TextTable table, CommandOutput voice) {
        try (RolloutWatcher follow = RolloutWatcher.of(cluster, known, voice::aside)) {
            // Whoever read it may have left, as head does.
            while (!voice.out().checkError()) {
                follow.next().ifPresent(changed -> {
                    Instant now = clock.instant();
                    voice.print(table.added(rows.of(RolloutDisplay.of(changed, now), now), voice.screen()));
                });
            }
        }
    }
}
