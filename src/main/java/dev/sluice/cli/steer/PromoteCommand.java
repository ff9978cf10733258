package dev.sluice.cli.steer;

import dev.sluice.api.TextSanitizer;
import dev.sluice.cli.text.CommandOutput;
import dev.sluice.cli.text.ConfirmationPrompt;
import dev.sluice.rollout.Desired;
import dev.sluice.view.RolloutAction;
import dev.sluice.view.RolloutDisplay;
import java.time.InstantSource;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Skips what is left of the plan. */
@Command(
        name = "promote",
        description =
                "Skips the remaining holds and gates: all users get the new version at once. A version that is seen to be worse"
                        + " still goes back.",
        mixinStandardHelpOptions = true)
final class PromoteCommand extends SteerCommand {
    @Option(
            names = {"-y", "--yes"},
            description = "Asks nothing.")
    private boolean yes;

    PromoteCommand(InstantSource clock) {
        super(clock, RolloutAction.Promote, Desired.Promoted);
    }

    @Override
    boolean agreed(RolloutDisplay before, CommandOutput output) {
        // Where nobody can answer, the command itself is the answer.
        return yes || ConfirmationPrompt.yes(question(before), output.out()).orElse(true);
    }

    private static String question(RolloutDisplay before) {
        return TextSanitizer.line(before.name() + " is " + before.state() + " with " + before.asked() + " of users on "
                + before.green() + ". Promoting skips the remaining holds: all users get " + before.green()
                + " at once. Go on?");
    }
}
