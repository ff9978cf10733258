package dev.sluice.cli.steer;

import dev.sluice.cli.cluster.Cluster;
import dev.sluice.cli.cluster.Everywhere;
import dev.sluice.cli.cluster.Follow;
import dev.sluice.cli.cluster.Objects;
import dev.sluice.cli.text.Format;
import dev.sluice.cli.text.Table;
import dev.sluice.cli.text.Voice;
import dev.sluice.store.StoredRollout;
import dev.sluice.view.Picture;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** All rollouts in a table. */
@Command(
        name = "list",
        aliases = {"ls"},
        description = "Lists rollouts: what needs you first, then what goes on, then what is over.",
        mixinStandardHelpOptions = true)
final class ListCommand implements Callable<Integer> {
    private final InstantSource clock;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private Everywhere where = new Everywhere();

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FORMAT",
            defaultValue = "table",
            description = "${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}.")
    private Format format = Format.table;

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
    public Integer call() {
        if (watch && !format.human()) {
            throw new ParameterException(spec.commandLine(), "--watch writes a table; leave out -o " + format);
        }
        Voice voice = Voice.of(spec);
        try (Cluster cluster = where.open()) {
            List<StoredRollout> rollouts = cluster.find().rollouts();
            switch (format) {
                case table, wide -> table(cluster, rollouts, voice);
                case json, yaml -> voice.print(Objects.text(Objects.list(rollouts, full), format));
                case name -> rollouts.forEach(one -> voice.say("rollout.sluice.dev/" + one.name()));
            }
            return 0;
        }
    }

    private void table(Cluster cluster, List<StoredRollout> rollouts, Voice voice) {
        Rows rows = new Rows(where.all(), format == Format.wide);
        Table table = new Table();
        if (!noHeaders) {
            table.heading(rows.heading());
        }
        Instant now = clock.instant();
        List<Picture> pictures = rollouts.stream()
                .map(one -> Picture.of(one, now))
                .sorted(Picture.BY_URGENCY)
                .toList();
        pictures.forEach(picture -> table.row(rows.of(picture, now)));
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

    private void watch(Cluster cluster, List<StoredRollout> known, Rows rows, Table table, Voice voice) {
        try (Follow follow = Follow.of(cluster, known, voice::aside)) {
            // Whoever read it may have left, as head does.
            while (!voice.out().checkError()) {
                follow.next().ifPresent(changed -> {
                    Instant now = clock.instant();
                    voice.print(table.added(rows.of(Picture.of(changed, now), now), voice.screen()));
                });
            }
        }
    }
}
