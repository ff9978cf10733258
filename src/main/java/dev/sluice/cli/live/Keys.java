package dev.sluice.cli.live;

import dev.sluice.rollout.Desired;
import dev.sluice.view.Picture;
import dev.sluice.view.Verb;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What keys do, and the question that comes before anything is done. */
final class Keys {
    private Optional<Order> asked = Optional.empty();
    private String told = "";

    /**
     * Something to do that was confirmed.
     *
     * @param desired what is wanted
     * @param question as it was asked
     */
    record Order(Desired desired, String question) {}

    /**
     * Takes a key.
     *
     * @return what to do now; empty when there is nothing
     */
    Optional<Order> press(int key, Picture picture) {
        Optional<Order> pending = asked;
        asked = Optional.empty();
        told = "";
        if (pending.isPresent()) {
            return key == 'y' || key == 'Y' ? pending : Optional.empty();
        }
        asked = verb(key).filter(picture.verbs()::contains).map(verb -> order(verb, picture));
        return Optional.empty();
    }

    void told(String what) {
        told = what;
    }

    /** The question, or what came of the last order; empty when there is neither. */
    String notice() {
        return asked.map(order -> order.question() + " [y/N]").orElse(told);
    }

    /** Which keys there are. */
    static String legend(Picture picture) {
        List<String> keys = new ArrayList<>();
        if (picture.verbs().contains(Verb.Pause)) {
            keys.add("p pause");
        }
        if (picture.verbs().contains(Verb.Resume)) {
            keys.add("r resume");
        }
        if (picture.verbs().contains(Verb.Promote)) {
            keys.add("P promote");
        }
        if (picture.verbs().contains(Verb.Abort)) {
            keys.add("a abort");
        }
        keys.add("q quit");
        return String.join("   ", keys);
    }

    private static Optional<Verb> verb(int key) {
        return switch (key) {
            case 'p' -> Optional.of(Verb.Pause);
            case 'r' -> Optional.of(Verb.Resume);
            case 'P' -> Optional.of(Verb.Promote);
            case 'a' -> Optional.of(Verb.Abort);
            default -> Optional.empty();
        };
    }

    private static Order order(Verb verb, Picture picture) {
        String name = picture.policy();
        return switch (verb) {
            case Pause -> new Order(Desired.Paused, "Pause " + name + " at " + picture.asked() + "?");
            case Resume -> new Order(Desired.Run, "Let " + name + " go on?");
            case Promote ->
                new Order(Desired.Promoted, "Skip the remaining holds and give all users " + picture.green() + "?");
            case Abort, Retry, Undo ->
                new Order(Desired.Aborted, "End this release and send all users back to " + picture.blue() + "?");
        };
    }
}
