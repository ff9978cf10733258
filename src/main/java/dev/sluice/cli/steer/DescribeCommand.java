package dev.sluice.cli.steer;

import dev.sluice.cli.cluster.CliException;
import dev.sluice.cli.cluster.Cluster;
import dev.sluice.cli.cluster.ClusterCommand;
import dev.sluice.cli.cluster.ObjectPrinter;
import dev.sluice.cli.cluster.RolloutArgument;
import dev.sluice.cli.text.CommandOutput;
import dev.sluice.cli.text.ExitCodes;
import dev.sluice.cli.text.OutputFormat;
import dev.sluice.kubernetes.StoredRollout;
import java.time.Clock;
import java.time.ZonedDateTime;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Everything about one rollout. */
@Command(
        name = "describe",
        description =
                "Tells all there is to know of a rollout: where it stands, what was counted, and every decision with its reason.",
        mixinStandardHelpOptions = true)
final class DescribeCommand extends ClusterCommand {
    private final Clock clock;

    @Mixin
    private RolloutArgument rollout = new RolloutArgument();

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FORMAT",
            defaultValue = "table",
            description = "${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}.")
    private OutputFormat format = OutputFormat.table;

    @Option(names = "--full", description = "With the recording and the kept evidence in json and yaml.")
    private boolean full;

    DescribeCommand(Clock clock) {
        this.clock = clock;
    }

    @Override
    protected int run(Cluster cluster, CommandOutput voice) {
        StoredRollout found = found(cluster);
        voice.print(
                switch (format) {
                    case table, wide ->
                        new RolloutDescriber(found, ZonedDateTime.now(clock), voice.screen(), cluster).text();
                    case json, yaml -> format.text(ObjectPrinter.shown(found, full));
                    case name -> "rollout.sluice.dev/" + found.name() + "\n";
                });
        return ExitCodes.DONE;
    }

    /** Without a name the newest one will do, when none is active and they are all of one app. */
    private StoredRollout found(Cluster cluster) {
        try {
            return rollout.find(cluster);
        } catch (CliException.NotFound e) {
            if (rollout.name() != null) {
                throw e;
            }
            List<StoredRollout> all = cluster.find().rollouts();
            if (all.stream().map(one -> one.spec().policy()).distinct().count() != 1) {
                throw new CliException(String.valueOf(e.getMessage()));
            }
            return all.getFirst();
        }
    }
}
