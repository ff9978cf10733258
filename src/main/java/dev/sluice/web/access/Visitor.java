package dev.sluice.web.access;

import java.util.Collection;
import java.util.List;
import java.util.function.Function;

/**
 * Whoever sent a request. It may be kept as long as an answer lasts, so a stream asks it again for everything that it sends: the answers
 * are at most some ten seconds old, and turn to no when the token is revoked.
 *
 * <p>The questions wait for the API server when nobody has asked them lately. Ask them on a worker or a virtual thread, never on the event loop.
 * All of them throw {@link Unanswered} when the API server does not answer in time; nothing is allowed then.
 */
public interface Visitor {
    /** For display and for the record; free text from outside, which is to be escaped. */
    String name();

    /** How they became known. */
    SignedIn how();

    /** Whether they are still who they were: false once their token is revoked or has expired. A stream ends then. */
    boolean present();

    /** Whether they may see the rollouts of all namespaces. */
    boolean readsAll();

    /** Whether they may see the rollouts of a namespace. */
    boolean mayRead(String namespace);

    /** Whether they may pause, resume, promote and abort any rollout of a namespace. */
    boolean maySteer(String namespace);

    /** Whether they may release a version of the namespace again (retry, undo), for which its Deployment is annotated. */
    boolean mayRelease(String namespace);

    /** Whether they may steer this rollout; some Roles name single objects. */
    default boolean maySteer(String namespace, String rollout) {
        return maySteer(namespace);
    }

    /** Whether they may release this Deployment again. */
    default boolean mayRelease(String namespace, String deployment) {
        return mayRelease(namespace);
    }

    /** Whether they can sign out, which is so for people who signed in with a browser. */
    default boolean signsOut() {
        return how() == SignedIn.Token || how() == SignedIn.Oidc;
    }

    /** Whether they have yet to sign in before they may do anything. */
    default boolean signsIn() {
        return how() == SignedIn.Anonymous;
    }

    /** Those that they may see, in the order given. */
    default <T> List<T> readable(Collection<T> all, Function<T, String> namespace) {
        return readsAll()
                ? List.copyOf(all)
                : all.stream().filter(one -> mayRead(namespace.apply(one))).toList();
    }

    /**
     * Ends the request of somebody who may not see a namespace with a page or an answer that says what helps.
     *
     * @throws NotAllowed when they may not
     */
    default void mustRead(String namespace) {
        if (!readsAll() && !mayRead(namespace)) {
            throw NotAllowed.toRead(this, namespace);
        }
    }
}
