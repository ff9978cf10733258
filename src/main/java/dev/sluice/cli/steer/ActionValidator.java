package dev.sluice.cli.steer;

import static java.util.stream.Collectors.joining;

import dev.sluice.cli.cluster.CliException;
import dev.sluice.cli.cluster.Cluster;
import dev.sluice.rollout.Desired;
import dev.sluice.view.RolloutAction;
import dev.sluice.view.RolloutDisplay;

/** Whether a verb makes sense now, and which ones do. */
final class ActionValidator {
    private ActionValidator() {}

    /** @throws CliException when it makes none, with those that do */
    static void check(RolloutDisplay display, RolloutAction verb, Cluster cluster) {
        if (!display.verbs().contains(verb)) {
            throw new CliException(
                    "cannot " + verb.word() + " " + display.name() + ": " + why(display) + possible(display, cluster));
        }
    }

    /** What can be done now, as commands. */
    static String commands(RolloutDisplay display, Cluster cluster) {
        return display.verbs().stream()
                .sorted()
                .map(verb -> cluster.command(verb.word(), display.over() ? display.name() : display.policy()))
                .collect(joining(", "));
    }

    private static String why(RolloutDisplay display) {
        if (display.over()) {
            return "it is over (" + display.state() + ")";
        }
        return display.state().equals("Reverting")
                ? "its traffic is going back to " + display.blue()
                : "it is " + display.state() + wanted(display.desired());
    }

    private static String wanted(Desired desired) {
        return switch (desired) {
            case Run -> "";
            case Paused -> ", and to be paused";
            case Aborted -> ", and being aborted";
            case Promoted -> ", and being promoted";
        };
    }

    private static String possible(RolloutDisplay display, Cluster cluster) {
        return display.verbs().isEmpty() ? "" : "; you can: " + commands(display, cluster);
    }
}
