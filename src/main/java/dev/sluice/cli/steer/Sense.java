package dev.sluice.cli.steer;

import static java.util.stream.Collectors.joining;

import dev.sluice.cli.cluster.Cluster;
import dev.sluice.cli.cluster.Trouble;
import dev.sluice.rollout.Desired;
import dev.sluice.view.Picture;
import dev.sluice.view.Verb;
import java.util.Locale;

/** Whether a verb makes sense now, and which ones do. */
final class Sense {
    private Sense() {}

    /** @throws Trouble when it makes none, with those that do */
    static void check(Picture picture, Verb verb, Cluster cluster) {
        if (!picture.verbs().contains(verb)) {
            throw new Trouble(
                    "cannot " + word(verb) + " " + picture.name() + ": " + why(picture) + possible(picture, cluster));
        }
    }

    /** What can be done now, as commands. */
    static String commands(Picture picture, Cluster cluster) {
        return picture.verbs().stream()
                .sorted()
                .map(verb -> cluster.command(word(verb), picture.over() ? picture.name() : picture.policy()))
                .collect(joining(", "));
    }

    private static String why(Picture picture) {
        if (picture.over()) {
            return "it is over (" + picture.state() + ")";
        }
        return picture.state().equals("Reverting")
                ? "its traffic is going back to " + picture.blue()
                : "it is " + picture.state() + wanted(picture.desired());
    }

    private static String wanted(Desired desired) {
        return switch (desired) {
            case Run -> "";
            case Paused -> ", and to be paused";
            case Aborted -> ", and being aborted";
            case Promoted -> ", and being promoted";
        };
    }

    private static String possible(Picture picture, Cluster cluster) {
        return picture.verbs().isEmpty() ? "" : "; you can: " + commands(picture, cluster);
    }

    private static String word(Verb verb) {
        return verb.name().toLowerCase(Locale.ROOT);
    }
}
