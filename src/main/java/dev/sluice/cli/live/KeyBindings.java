package dev.sluice.cli.live;

import dev.sluice.kubernetes.StoredRollout;
import dev.sluice.rollout.Desired;
import dev.sluice.view.RolloutAction;
import dev.sluice.view.RolloutDisplay;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What keys do, and the question that comes before anything is done. */
final class KeyBindings {
    /** How long people are told what came of an order. */
    private static final Duration A_WHILE = Duration.ofSeconds(8);

    private static final Map<Integer, RolloutAction> VERBS = new LinkedHashMap<>();

    static {
        VERBS.put((int) 'p', RolloutAction.Pause);
        VERBS.put((int) 'r', RolloutAction.Resume);
        VERBS.put((int) 'P', RolloutAction.Promote);
        VERBS.put((int) 'a', RolloutAction.Abort);
    }

    private Optional<Order> asked = Optional.empty();
    private String told = "";
    private Instant until = Instant.MIN;

    /**
     * Something to do that was confirmed.
     *
     * @param uid of the Rollout that was shown when it was asked
     * @param verb what to do
     * @param question as it was asked
     */
    record Order(String uid, RolloutAction verb, String question) {
        Desired desired() {
            return verb.desired().orElseThrow();
        }

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
            asked = Optional.ofNullable(VERBS.get(key))
                    .filter(display.verbs()::contains)
                    .map(verb -> order(verb, rollout.uid(), display));
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
        VERBS.forEach((key, verb) -> {
            if (display.verbs().contains(verb)) {
                keys.add(Character.toString(key) + " " + verb.word());
            }
        });
        keys.add("q quit");
        return String.join("   ", keys);
    }

    private static Order order(RolloutAction verb, String uid, RolloutDisplay display) {
        return new Order(
                uid,
                verb,
                switch (verb) {
                    case Pause -> "Pause " + display.policy() + " at " + display.asked() + "?";
                    case Resume -> "Let " + display.policy() + " go on?";
                    case Promote -> "Skip the remaining holds and give all users " + display.green() + "?";
                    case Abort, Retry, Undo -> "End this release and send all users back to " + display.blue() + "?";
                });
    }
}
