package dev.sluice.cli.live;

import dev.sluice.kubernetes.StoredRollout;
import dev.sluice.rollout.Desired;
import dev.sluice.view.RolloutAction;
import dev.sluice.view.RolloutDisplay;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What keys do, and the question that comes before anything is done. */
final class KeyBindings {
    /** How long people are told what came of an order. */
    private static final Duration A_WHILE = Duration.ofSeconds(8);

    private Optional<Order> asked = Optional.empty();
    private String told = "";
    private Instant until = Instant.MIN;

    /**
     * Something to do that was confirmed.
     *
     * @param uid of the Rollout that was shown when it was asked
     * @param verb what to do
     * @param desired what is wanted for that
     * @param question as it was asked
     */
    record Order(String uid, RolloutAction verb, Desired desired, String question) {
        /** Whether it still is about this one, and still makes sense. */
        private boolean fits(StoredRollout rollout) {
            return uid.equals(rollout.uid())
                    && RolloutDisplay.of(rollout, Instant.EPOCH).verbs().contains(verb);
        }
    }

    /**
     * Takes a key.
     *
     * @param rollout the one that is shown
     * @return what to do now; empty when there is nothing
     */
    Optional<Order> press(int key, StoredRollout rollout, Instant now) {
        Optional<Order> pending = asked;
        asked = Optional.empty();
        told = "";
        if (pending.isEmpty()) {
            RolloutDisplay display = RolloutDisplay.of(rollout, now);
            asked = verb(key).filter(display.verbs()::contains).map(verb -> order(verb, rollout.uid(), display));
            return Optional.empty();
        }
        if (key != 'y' && key != 'Y') {
            return Optional.empty();
        }
        if (!pending.get().fits(rollout)) {
            told("not done: things have changed since the question", now);
        }
        return pending.filter(order -> order.fits(rollout));
    }

    void told(String what, Instant now) {
        told = what;
        until = now.plus(A_WHILE);
    }

    /** The question, or for some seconds what came of the last order; empty when there is neither. */
    String notice(StoredRollout rollout, Instant now) {
        return asked.filter(order -> order.fits(rollout))
                .map(order -> order.question() + " [y/N]")
                .orElse(now.isBefore(until) ? told : "");
    }

    /** Which keys there are. */
    static String legend(RolloutDisplay display) {
        List<String> keys = new ArrayList<>();
        if (display.verbs().contains(RolloutAction.Pause)) {
            keys.add("p pause");
        }
        if (display.verbs().contains(RolloutAction.Resume)) {
            keys.add("r resume");
        }
        if (display.verbs().contains(RolloutAction.Promote)) {
            keys.add("P promote");
        }
        if (display.verbs().contains(RolloutAction.Abort)) {
            keys.add("a abort");
        }
        keys.add("q quit");
        return String.join("   ", keys);
    }

    private static Optional<RolloutAction> verb(int key) {
        return switch (key) {
            case 'p' -> Optional.of(RolloutAction.Pause);
            case 'r' -> Optional.of(RolloutAction.Resume);
            case 'P' -> Optional.of(RolloutAction.Promote);
            case 'a' -> Optional.of(RolloutAction.Abort);
            default -> Optional.empty();
        };
    }

    private static Order order(RolloutAction verb, String uid, RolloutDisplay display) {
        String name = display.policy();
        return switch (verb) {
            case Pause -> new Order(uid, verb, Desired.Paused, "Pause " + name + " at " + display.asked() + "?");
            case Resume -> new Order(uid, verb, Desired.Run, "Let " + name + " go on?");
            case Promote ->
                new Order(
                        uid,
                        verb,
                        Desired.Promoted,
                        "Skip the remaining holds and give all users " + display.green() + "?");
            case Abort, Retry, Undo ->
                new Order(
                        uid,
                        verb,
                        Desired.Aborted,
                        "End this release and send all users back to " + display.blue() + "?");
        };
    }
}
