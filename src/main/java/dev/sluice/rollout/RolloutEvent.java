package dev.sluice.rollout;

import dev.sluice.api.TextSanitizer;
import java.util.Optional;

/**
 * Something that people want to hear of. Whoever tells one event from another asks its cause; the texts are for people alone.
 *
 * @param about the object that it is about
 * @param warning whether someone may have to act
 * @param reason one word in CamelCase
 * @param message what happened, in one line
 * @param cause why it is told
 * @param related another object of the same namespace that it has to do with
 */
public record RolloutEvent(
        ObjectRef about, boolean warning, String reason, String message, Cause cause, Optional<ObjectRef> related) {
    private static final int LONGEST = 2_000;

    /** Cleans and cuts, whoever wrote what is quoted. */
    public RolloutEvent {
        message = TextSanitizer.line(message, LONGEST);
    }

    /** Of one object alone, with a cause that nobody asks for. */
    public RolloutEvent(
            String kind, String namespace, String name, String uid, boolean warning, String reason, String message) {
        this(new ObjectRef(kind, namespace, name, uid), warning, reason, message, Notice.Remark, Optional.empty());
    }

    /** The same, which has to do with another object of its namespace. */
    public RolloutEvent with(ObjectRef other) {
        return new RolloutEvent(about, warning, reason, message, cause, Optional.of(other));
    }

    /** The same, for this cause. */
    public RolloutEvent with(Cause why) {
        return new RolloutEvent(about, warning, reason, message, why, related);
    }

    /** The object's kind. */
    public String kind() {
        return about.kind();
    }

    /** The object's namespace. */
    public String namespace() {
        return about.namespace();
    }

    /** The object's name. */
    public String name() {
        return about.name();
    }

    /** The object's uid; empty when not known. */
    public String uid() {
        return about.uid();
    }

    /**
     * An object in the cluster.
     *
     * @param kind Rollout, RolloutPolicy or Deployment
     * @param namespace its namespace
     * @param name its name
     * @param uid its uid; empty when not known
     */
    public record ObjectRef(String kind, String namespace, String name, String uid) {}

    /** Why something is told. */
    public sealed interface Cause {}

    /**
     * The rollout has moved on.
     *
     * @param from the state that it was in
     * @param decision what was decided
     * @param stage the stage that the message begins with; empty when it names none
     */
    public record Transition(RolloutState from, Decision decision, Optional<Stage> stage) implements Cause {
        /** Whether the release begins with it: a first stage is entered, and not again after a pause. */
        public boolean begins() {
            return decision instanceof Decision.Enter && from instanceof RolloutState.Preparing;
        }
    }

    /** Nothing was decided. */
    public enum Notice implements Cause {
        /** The rollout waits for something that a person may have to mend. */
        Stalled,
        /** Users' requests are no evidence, because no gateway tells of them. */
        UsersNotCounted,
        /** Whatever else may be of use. */
        Remark
    }
}
