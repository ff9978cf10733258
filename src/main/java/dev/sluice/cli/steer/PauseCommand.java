package dev.sluice.cli.steer;

import dev.sluice.rollout.Desired;
import dev.sluice.view.RolloutAction;
import java.time.InstantSource;
import picocli.CommandLine.Command;

/** Keeps the weight. */
@Command(
        name = "pause",
        description = "Keeps the traffic as it is until you resume, promote or abort.",
        mixinStandardHelpOptions = true)
final class PauseCommand extends SteerCommand {
    PauseCommand(InstantSource clock) {
        super(clock, RolloutAction.Pause, Desired.Paused);
    }
}
