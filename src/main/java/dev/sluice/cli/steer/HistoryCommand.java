package dev.sluice.cli.steer;

import dev.sluice.cli.cluster.AppArgument;
import dev.sluice.cli.cluster.Cluster;
import dev.sluice.cli.cluster.Objects;
import dev.sluice.cli.text.Age;
import dev.sluice.cli.text.Figures;
import dev.sluice.cli.text.Format;
import dev.sluice.cli.text.Table;
import dev.sluice.cli.text.Table.Cell;
import dev.sluice.cli.text.Voice;
import dev.sluice.store.StoredRollout;
import dev.sluice.view.Picture;
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
    private AppArgument rollout = new AppArgument();

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FORMAT",
            defaultValue = "table",
            description = "${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}.")
    private Format format = Format.table;

    @Option(names = "--no-headers", description = "No heading.")
    private boolean noHeaders;

    @Option(names = "--full", description = "With recordings and kept evidence in json and yaml.")
    private boolean full;

    HistoryCommand(InstantSource clock) {
        this.clock = clock;
    }

    @Override
    int run(Cluster cluster, Voice voice) {
        List<StoredRollout> rollouts = rollout.history(cluster).stream()
                .sorted(StoredRollout.BY_AGE.reversed())
                .toList();
        switch (format) {
            case table, wide -> voice.print(table(rollouts, voice));
            case json, yaml -> voice.print(Objects.text(Objects.list(rollouts, full), format));
            case name -> rollouts.forEach(one -> voice.say("rollout.sluice.dev/" + one.name()));
        }
        return 0;
    }

    private String table(List<StoredRollout> rollouts, Voice voice) {
        Instant now = clock.instant();
        Table table = new Table();
        if (!noHeaders) {
            table.heading("NAME", "CHANGE", "OUTCOME", "CAME TO", "BEGAN", "TOOK", "WHY");
        }
        rollouts.stream().map(one -> Picture.of(one, now)).forEach(picture -> table.row(row(picture, now)));
        return table.text(voice.screen());
    }

    private static List<Cell> row(Picture picture, Instant now) {
        return List.of(
                Cell.of(picture.name()),
                Cell.of(picture.blue() + " -> " + picture.green()),
                new Cell(picture.state(), Rows.paint(picture.tone())),
                Cell.of(picture.stage().isEmpty() ? "-" : picture.stage()),
                Cell.of(Age.of(Duration.between(picture.created(), now)) + " ago"),
                Cell.of(Figures.time(
                        Duration.between(picture.created(), picture.ended().orElse(now)))),
                Cell.of(why(picture)));
    }

    /** The decision that ended it; what goes on, while it goes on. */
    private static String why(Picture picture) {
        return picture.over() && !picture.journal().isEmpty()
                ? picture.journal().getFirst().why()
                : picture.message();
    }
}
