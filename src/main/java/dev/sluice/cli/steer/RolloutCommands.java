package dev.sluice.cli.steer;

import java.time.Clock;
import java.util.List;

/** The commands that list rollouts and steer them. */
public final class RolloutCommands {
    private RolloutCommands() {}

    /** Those that look. */
    public static List<Object> looks(Clock clock) {
        return List.of(
                new ListCommand(clock), new DescribeCommand(clock), new HistoryCommand(clock), new DiffCommand());
    }

    /** Those that steer. */
    public static List<Object> wishes(Clock clock) {
        return List.of(
                new ReleaseCommand(clock),
                new SteerCommand.Pause(clock),
                new SteerCommand.Resume(clock),
                new SteerCommand.Promote(clock),
                new SteerCommand.Abort(clock),
                new RetryCommand(clock),
                new UndoCommand(clock));
    }
}
