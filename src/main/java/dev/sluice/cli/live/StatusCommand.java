package dev.sluice.cli.live;

import dev.sluice.cli.cluster.Cluster;
import dev.sluice.cli.cluster.ClusterCommand;
import dev.sluice.cli.cluster.ObjectPrinter;
import dev.sluice.cli.text.CommandOutput;
import dev.sluice.cli.text.OutputFormat;
import dev.sluice.kubernetes.StoredRollout;
import dev.sluice.view.RolloutDisplay;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;

/** One rollout on one screen, once. */
@Command(
        name = "status",
        description = "Shows a rollout on one screen: where it stands, what is counted, and what comes next.",
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:it goes on, or is promoted",
            "1:it could not be read",
            "3:it is over, with all traffic on blue"
        })
public final class StatusCommand extends ClusterCommand {
    @Parameters(
            arity = "0..1",
            paramLabel = "ROLLOUT",
            description = "A Rollout, or a policy: its newest. Default: the only active one, else the newest.")
    private @Nullable String name;

    @Option(
            names = {"-w", "--watch"},
            description = "Goes on showing it, as sluice watch does.")
    private boolean watch;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FORMAT",
            defaultValue = "table",
            description = "${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}.")
    private OutputFormat output = OutputFormat.table;

    @Option(names = "--full", description = "With the recording and the kept evidence in json and yaml.")
    private boolean full;

    @Override
    protected void check() {
        if (watch && !output.human()) {
            throw new ParameterException(spec().commandLine(), "--watch draws a screen; leave out -o " + output);
        }
    }

    @Override
    protected int run(Cluster cluster, CommandOutput voice) {
        StoredRollout rollout = cluster.find().newest(name);
        if (watch) {
            return WatchSession.watch(spec(), cluster, rollout, false);
        }
        switch (output) {
            case table, wide -> drawn(cluster, rollout).forEach(voice.out()::println);
            case json, yaml -> voice.out().print(output.text(ObjectPrinter.shown(rollout, full)));
            case name -> voice.out().println("rollout.sluice.dev/" + rollout.name());
        }
        voice.out().flush();
        return WatchSession.exit(RolloutPoller.WatchState.of(rollout, Instant.EPOCH));
    }

    private List<String> drawn(Cluster cluster, StoredRollout rollout) {
        Instant now = Clock.systemUTC().instant();
        RolloutDisplay display = RolloutDisplay.of(rollout, now);
        String fall = display.over() ? "" : RevertForecastText.of(rollout);
        StatusLayout.Model scene =
                StatusLayout.Model.still(display, new PodTree.Reader(cluster.client()).of(rollout, now), fall, now);
        return StatusLayout.lines(scene, Viewport.of(spec()));
    }
}
