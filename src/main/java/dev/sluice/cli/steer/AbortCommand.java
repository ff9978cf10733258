package dev.sluice.cli.steer;

import dev.sluice.rollout.Desired;
import dev.sluice.view.RolloutAction;
import java.time.InstantSource;
import picocli.CommandLine.Command;

/** Back to blue. */
@Command(
        name = "abort",
        description = "Sends all users back to the version before, at once, and ends the rollout.",
        mixinStandardHelpOptions = true)
final class AbortCommand extends SteerCommand {
    AbortCommand(InstantSource clock) {
        super(clock, RolloutAction.Abort, Desired.Aborted);
    }
}
