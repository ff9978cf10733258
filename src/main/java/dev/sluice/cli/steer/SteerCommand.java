package dev.sluice.cli.steer;

import dev.sluice.cli.cluster.Change;
import dev.sluice.cli.cluster.Cluster;
import dev.sluice.cli.cluster.RolloutArgument;
import dev.sluice.cli.cluster.Trouble;
import dev.sluice.cli.text.Voice;
import dev.sluice.rollout.Desired;
import dev.sluice.store.StoredRollout;
import dev.sluice.view.Picture;
import dev.sluice.view.Verb;
import java.time.InstantSource;
import picocli.CommandLine.Mixin;

/** Sets what the user wants of a rollout, and tells what came of it. */
abstract class SteerCommand extends ClusterCommand {
    private final InstantSource clock;
    private final Verb verb;
    private final Desired desired;

    @Mixin
    private RolloutArgument rollout = new RolloutArgument();

    SteerCommand(InstantSource clock, Verb verb, Desired desired) {
        this.clock = clock;
        this.verb = verb;
        this.desired = desired;
    }

    @Override
    final int run(Cluster cluster, Voice voice) {
        StoredRollout found = rollout.find(cluster);
        Picture before = Picture.of(found, clock.instant());
        Sense.check(before, verb, cluster);
        if (!agreed(before, voice)) {
            throw new Trouble("nothing was changed");
        }
        new Echo(cluster, clock).tell(new Change(cluster).desire(found, desired), desired, voice);
        return 0;
    }

    /** Whether the user still wants it, being told what it means. */
    boolean agreed(Picture before, Voice voice) {
        return true;
    }
}
