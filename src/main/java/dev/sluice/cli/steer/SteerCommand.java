package dev.sluice.cli.steer;

import dev.sluice.cli.cluster.CliException;
import dev.sluice.cli.cluster.Cluster;
import dev.sluice.cli.cluster.ClusterCommand;
import dev.sluice.cli.cluster.RolloutArgument;
import dev.sluice.cli.cluster.RolloutWriter;
import dev.sluice.cli.text.CommandOutput;
import dev.sluice.cli.text.ExitCodes;
import dev.sluice.kubernetes.StoredRollout;
import dev.sluice.rollout.Desired;
import dev.sluice.view.RolloutAction;
import dev.sluice.view.RolloutDisplay;
import java.time.InstantSource;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Sets what the user wants of a rollout, and tells what came of it. */
abstract class SteerCommand extends ClusterCommand {
    private final InstantSource clock;
    private final RolloutAction verb;
    private final Desired desired;

    @Mixin
    private RolloutArgument rollout = new RolloutArgument();

    SteerCommand(InstantSource clock, RolloutAction verb) {
        this.clock = clock;
        this.verb = verb;
        this.desired = verb.desired().orElseThrow();
    }

    @Override
    protected final int run(Cluster cluster, CommandOutput output) {
        StoredRollout found = rollout.find(cluster);
        RolloutDisplay before = RolloutDisplay.of(found, clock.instant());
        ActionValidator.check(before, verb, cluster);
        if (!agreed(before, output)) {
            throw new CliException("nothing was changed");
        }
        new ActionConfirmation(cluster, clock).tell(new RolloutWriter(cluster).desire(found, desired), desired, output);
        return ExitCodes.DONE;
    }

    /** Whether the user still wants it, being told what it means. */
    boolean agreed(RolloutDisplay before, CommandOutput output) {
        return true;
    }

    /** Keeps the weight. */
    @Command(
            name = "pause",
            description = "Keeps the traffic as it is until you resume, promote or abort.",
            mixinStandardHelpOptions = true)
    static final class Pause extends SteerCommand {
        Pause(InstantSource clock) {
            super(clock, RolloutAction.Pause);
        }
    }

    /** Goes on. */
    @Command(
            name = "resume",
            description = "Lets a paused rollout go on; opens a gate.",
            mixinStandardHelpOptions = true)
    static final class Resume extends SteerCommand {
        Resume(InstantSource clock) {
            super(clock, RolloutAction.Resume);
        }
    }

    /** Skips what is left of the plan. */
    @Command(
            name = "promote",
            description =
                    "Skips the remaining holds and gates: all users get the new version at once. A version that is seen to be worse"
                            + " still goes back.",
            mixinStandardHelpOptions = true)
    static final class Promote extends SteerCommand {
        @Option(
                names = {"-y", "--yes"},
                description = "Asks nothing.")
        private boolean yes;

        Promote(InstantSource clock) {
            super(clock, RolloutAction.Promote);
        }

        @Override
        boolean agreed(RolloutDisplay before, CommandOutput output) {
            // Where nobody can answer, the command itself is the answer.
            return yes || output.confirm(question(before)).orElse(true);
        }

        private static String question(RolloutDisplay before) {
            return before.name() + " is " + before.state() + " with " + before.asked() + " of users on "
                    + before.green() + ". Promoting skips the remaining holds: all users get " + before.green()
                    + " at once. Go on?";
        }
    }

    /** Back to blue. */
    @Command(
            name = "abort",
            description = "Sends all users back to the version before, at once, and ends the rollout.",
            mixinStandardHelpOptions = true)
    static final class Abort extends SteerCommand {
        Abort(InstantSource clock) {
            super(clock, RolloutAction.Abort);
        }
    }
}
