package dev.sluice.cli.steer;

import dev.sluice.cli.cluster.CliException;
import dev.sluice.cli.cluster.Cluster;
import dev.sluice.cli.cluster.ClusterCommand;
import dev.sluice.cli.cluster.Deployments;
import dev.sluice.cli.cluster.RolloutArgument;
import dev.sluice.cli.text.CommandOutput;
import dev.sluice.kubernetes.StoredRollout;
import dev.sluice.view.RolloutAction;
import dev.sluice.view.RolloutDisplay;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.time.Clock;
import java.util.List;
import java.util.OptionalInt;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Releases the green of a rollout that is over once more. */
@Command(
        name = "retry",
        description = "Releases the new version of a rollout that went back once more, as it is; its pods stay.",
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {WaitOptions.OK, WaitOptions.FAILED, WaitOptions.USAGE, WaitOptions.REVERTED, WaitOptions.TIMEOUT
        })
final class RetryCommand extends ClusterCommand {
    private final Clock clock;

    @Mixin
    private RolloutArgument.OfApp rollout = new RolloutArgument.OfApp();

    @Mixin
    private WaitOptions options = new WaitOptions();

    RetryCommand(Clock clock) {
        this.clock = clock;
    }

    @Override
    protected void check() {
        options.check();
    }

    @Override
    protected int run(Cluster cluster, CommandOutput output) {
        List<StoredRollout> history = rollout.history(cluster);
        StoredRollout found =
                rollout.name() == null ? only(cluster, history) : cluster.find().rollout(rollout.name());
        ActionValidator.check(RolloutDisplay.of(found, clock.instant()), RolloutAction.Retry, cluster);
        ReleaseStarter release = new ReleaseStarter(cluster, clock, output);
        release.checkIdle(history, found.spec().policy(), "retry " + found.name());
        return release.again(green(cluster, found), found.spec().policy(), OptionalInt.empty(), options);
    }

    private static StoredRollout only(Cluster cluster, List<StoredRollout> history) {
        if (history.isEmpty()) {
            throw new CliException(
                    "there are no rollouts at all; begin one: " + cluster.command("release", "deploy/NAME"));
        }
        return history.getFirst();
    }

    /** What was released then; a Deployment that has changed since is another version. */
    private static Deployment green(Cluster cluster, StoredRollout found) {
        String name = String.valueOf(found.spec().green().deployment());
        Deployment green = new Deployments(cluster).named(name);
        if (!found.spec().green().sameTemplate(green)) {
            throw new CliException("Deployment " + name + " has another pod template than " + found.name()
                    + " released; release what it is now: " + cluster.command("release", "deploy/" + name));
        }
        return green;
    }
}
