package dev.sluice.rollout;

import dev.sluice.api.TextSanitizer;
import java.util.Optional;

/**
 * Something that people want to hear of.
 *
 * @param kind kind of the object that it is about: Rollout, RolloutPolicy or Deployment
 * @param namespace the object's namespace
 * @param name the object's name
 * @param uid the object's uid; empty when not known
 * @param warning whether someone may have to act
 * @param reason one word in CamelCase
 * @param message what happened, in one line
 * @param related another object that it has to do with
 */
public record RolloutEvent(
        String kind,
        String namespace,
        String name,
        String uid,
        boolean warning,
        String reason,
        String message,
        Optional<Related> related) {
    private static final int LONGEST = 2_000;

    /** Cleans and cuts, whoever wrote what is quoted. */
    public RolloutEvent {
        message = TextSanitizer.line(message, LONGEST);
    }

    /** Of one object alone. */
    public RolloutEvent(
            String kind, String namespace, String name, String uid, boolean warning, String reason, String message) {
        this(kind, namespace, name, uid, warning, reason, message, Optional.empty());
    }

    /** The same, which has to do with another object of its namespace. */
    public RolloutEvent with(Related other) {
        return new RolloutEvent(kind, namespace, name, uid, warning, reason, message, Optional.of(other));
    }

    /**
     * Another object of the same namespace.
     *
     * @param kind Rollout, RolloutPolicy or Deployment
     * @param name its name
     * @param uid its uid; empty when not known
     */
    public record Related(String kind, String name, String uid) {}
}
