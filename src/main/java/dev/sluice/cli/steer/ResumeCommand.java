package dev.sluice.cli.steer;

import dev.sluice.rollout.Desired;
import dev.sluice.view.RolloutAction;
import java.time.InstantSource;
import picocli.CommandLine.Command;

/** Goes on. */
@Command(name = "resume", description = "Lets a paused rollout go on; opens a gate.", mixinStandardHelpOptions = true)
final class ResumeCommand extends SteerCommand {
    ResumeCommand(InstantSource clock) {
        super(clock, RolloutAction.Resume, Desired.Run);
    }
}
