package dev.sluice.web.access;

import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Gatherers;
import java.util.stream.Stream;

/**
 * Whoever sent a request. It may be kept as long as an answer lasts, so a stream asks it again for everything that it sends: the answers
 * are at most some ten seconds old, and turn to no when the token is revoked.
 *
 * <p>The questions wait for the API server when nobody has asked them lately. Ask them on a worker or a virtual thread, never on the event loop.
 * All of them throw {@link CachingAuthorizer.UnavailableException} when the API server does not answer in time; nothing is allowed then.
 */
public interface UserContext {
    /** Namespaces that are asked about at once; half of what is asked for everybody, so that nobody waits behind one who sees many. */
    int AT_A_TIME = 16;

    /** For display and for the record; free text from outside, which is to be escaped. */
    String name();

    /** How they became known. */
    AuthenticationMethod how();

    /** Whether they are still who they were: false once their token is revoked or has expired. A stream ends then. */
    boolean present();

    /** Whether they may see this of all namespaces. */
    boolean readsAll(ViewPermission sight);

    /** Whether they may see this of a namespace. */
    boolean mayRead(ViewPermission sight, String namespace);

    /** Whether they may pause, resume, promote and abort any rollout of a namespace. */
    boolean maySteer(String namespace);

    /** Whether they may release a version of the namespace again (retry, undo), for which its Deployment is annotated. */
    boolean mayRelease(String namespace);

    /** Whether the API server takes anything from them at all: they write with a token of their own, where they have one that it knows. */
    default boolean writes() {
        return !signsIn();
    }

    /** Whether they may see the rollouts of all namespaces. */
    default boolean readsAll() {
        return readsAll(ViewPermission.Rollouts);
    }

    /** Whether they may see the rollouts of a namespace. */
    default boolean mayRead(String namespace) {
        return mayRead(ViewPermission.Rollouts, namespace);
    }

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
        return how() == AuthenticationMethod.Token || how() == AuthenticationMethod.Oidc;
    }

    /** Whether they have yet to sign in before they may do anything. */
    default boolean signsIn() {
        return how() == AuthenticationMethod.Anonymous;
    }

    /** Those rollouts that they may see, in the order given. */
    default <T> List<T> readable(Collection<T> all, Function<T, String> namespace) {
        return readable(ViewPermission.Rollouts, all, namespace);
    }

    /** Those that they may see, in the order given. Each namespace is asked about once, and many at a time. */
    default <T> List<T> readable(ViewPermission sight, Collection<T> all, Function<T, String> namespace) {
        List<T> known = List.copyOf(all);
        if (readsAll(sight)) {
            return known;
        }
        Set<String> open = known.stream()
                .map(namespace)
                .distinct()
                .gather(Gatherers.mapConcurrent(
                        AT_A_TIME, where -> mayRead(sight, where) ? Stream.of(where) : Stream.<String>empty()))
                .flatMap(Function.identity())
                .collect(Collectors.toSet());
        return known.stream().filter(one -> open.contains(namespace.apply(one))).toList();
    }

    /**
     * Ends the request of somebody who may not see a namespace with a page or an answer that says what helps.
     *
     * @throws PermissionDeniedException when they may not
     */
    default void mustRead(String namespace) {
        mustRead(ViewPermission.Rollouts, namespace);
    }

    /**
     * The same for something else than rollouts.
     *
     * @throws PermissionDeniedException when they may not
     */
    default void mustRead(ViewPermission sight, String namespace) {
        if (!mayRead(sight, namespace)) {
            throw PermissionDeniedException.toRead(this, sight, namespace);
        }
    }

    /** How a visitor became known. */
    public enum AuthenticationMethod {
        /** Not at all; only where reading is open to everybody. */
        Anonymous,
        /** By a token that the API server knows. */
        Token,
        /** By the company's identity provider. */
        Oidc,
        /** By sitting at this machine; the demo. */
        Local
    }
}
