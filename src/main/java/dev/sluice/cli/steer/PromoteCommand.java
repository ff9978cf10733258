package dev.sluice.cli.steer;

import dev.sluice.cli.text.Question;
import dev.sluice.cli.text.Voice;
import dev.sluice.policy.Clean;
import dev.sluice.rollout.Desired;
import dev.sluice.view.Picture;
import dev.sluice.view.Verb;
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
        super(clock, Verb.Promote, Desired.Promoted);
    }

    @Override
    boolean agreed(Picture before, Voice voice) {
        // Where nobody can answer, the command itself is the answer.
        return yes || Question.yes(question(before), voice.out()).orElse(true);
    }

    private static String question(Picture before) {
        return Clean.line(before.name() + " is " + before.state() + " with " + before.asked() + " of users on "
                + before.green() + ". Promoting skips the remaining holds: all users get " + before.green()
                + " at once. Go on?");
    }
}
