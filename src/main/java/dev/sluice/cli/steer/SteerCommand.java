package dev.sluice.cli.steer;

import dev.sluice.cli.cluster.CliException;
import dev.sluice.cli.cluster.Cluster;
import dev.sluice.cli.cluster.RolloutArgument;
import dev.sluice.cli.cluster.RolloutWriter;
import dev.sluice.cli.text.CommandOutput;
import dev.sluice.kubernetes.StoredRollout;
import dev.sluice.rollout.Desired;
import dev.sluice.view.RolloutAction;
import dev.sluice.view.RolloutDisplay;
import java.time.InstantSource;
import picocli.CommandLine.Mixin;

/** Sets what the user wants of a rollout, and tells what came of it. */
abstract class SteerCommand extends ClusterCommand {
    private final InstantSource clock;
    private final RolloutAction verb;
    private final Desired desired;

    @Mixin
    private RolloutArgument rollout = new RolloutArgument();

    SteerCommand(InstantSource clock, RolloutAction verb, Desired desired) {
        this.clock = clock;
        this.verb = verb;
        this.desired = desired;
    }

    @Override
    final int run(Cluster cluster, CommandOutput output) {
        StoredRollout found = rollout.find(cluster);
        RolloutDisplay before = RolloutDisplay.of(found, clock.instant());
        ActionValidator.check(before, verb, cluster);
        if (!agreed(before, output)) {
            throw new CliException("nothing was changed");
        }
        new ActionConfirmation(cluster, clock).tell(new RolloutWriter(cluster).desire(found, desired), desired, output);
        return 0;
    }

    /** Whether the user still wants it, being told what it means. */
    boolean agreed(RolloutDisplay before, CommandOutput output) {
        return true;
    }
}
