package dev.sluice.cli.steer;

import dev.sluice.cli.cluster.Cluster;
import dev.sluice.cli.cluster.ClusterCommand;
import dev.sluice.cli.cluster.ObjectPrinter;
import dev.sluice.cli.cluster.RolloutArgument;
import dev.sluice.cli.text.CommandOutput;
import dev.sluice.cli.text.ExitCodes;
import dev.sluice.cli.text.NumberFormatter;
import dev.sluice.cli.text.OutputFormat;
import dev.sluice.cli.text.TextTable;
import dev.sluice.cli.text.TextTable.Cell;
import dev.sluice.kubernetes.StoredRollout;
import dev.sluice.view.RolloutDisplay;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What became of an app's rollouts. */
@Command(
        name = "history",
        description = "Tells what became of an app's rollouts, the newest first: outcome, duration, and why.",
        mixinStandardHelpOptions = true)
final class HistoryCommand extends ClusterCommand {
    private final InstantSource clock;

    @Mixin
    private RolloutArgument.OfApp rollout = new RolloutArgument.OfApp();

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FORMAT",
            defaultValue = "table",
            description = "${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}.")
    private OutputFormat format = OutputFormat.table;

    @Option(names = "--no-headers", description = "No heading.")
    private boolean noHeaders;

    @Option(names = "--full", description = "With recordings and kept evidence in json and yaml.")
    private boolean full;

    HistoryCommand(InstantSource clock) {
        this.clock = clock;
    }

    @Override
    protected int run(Cluster cluster, CommandOutput voice) {
        List<StoredRollout> rollouts = rollout.history(cluster).stream()
                .sorted(StoredRollout.BY_AGE.reversed())
                .toList();
        switch (format) {
            case table, wide -> voice.print(table(rollouts, voice));
            case json, yaml -> voice.print(format.text(ObjectPrinter.list(rollouts, full)));
            case name -> rollouts.forEach(one -> voice.say("rollout.sluice.dev/" + one.name()));
        }
        return ExitCodes.DONE;
    }

    private String table(List<StoredRollout> rollouts, CommandOutput voice) {
        Instant now = clock.instant();
        TextTable table = new TextTable();
        if (!noHeaders) {
            table.heading("NAME", "CHANGE", "OUTCOME", "CAME TO", "BEGAN", "TOOK", "WHY");
        }
        rollouts.stream().map(one -> RolloutDisplay.of(one, now)).forEach(display -> table.row(row(display, now)));
        return table.text(voice.screen());
    }

    private static List<Cell> row(RolloutDisplay display, Instant now) {
        return List.of(
                Cell.of(display.name()),
                Cell.of(display.blue() + " -> " + display.green()),
                new Cell(display.state(), RolloutColumns.paint(display.tone())),
                Cell.of(display.stage().isEmpty() ? "-" : display.stage()),
                Cell.of(NumberFormatter.age(Duration.between(display.created(), now)) + " ago"),
                Cell.of(NumberFormatter.time(
                        Duration.between(display.created(), display.ended().orElse(now)))),
                Cell.of(why(display)));
    }

    /** The decision that ended it; what goes on, while it goes on. */
    private static String why(RolloutDisplay display) {
        return display.over() && !display.journal().isEmpty()
                ? display.journal().getFirst().why()
                : display.message();
    }
}
