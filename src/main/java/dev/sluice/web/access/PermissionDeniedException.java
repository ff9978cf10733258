package dev.sluice.web.access;

import dev.sluice.api.TextSanitizer;
import java.util.regex.Pattern;

/** Somebody known asks for something that they may not have: answered with 403, a sentence and what would help. */
public final class PermissionDeniedException extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private static final String ACCOUNT = "system:serviceaccount:";
    private static final Pattern HARMLESS = Pattern.compile("[a-zA-Z0-9._:@/-]+");

    private final String cure;

    PermissionDeniedException(String why, String cure) {
        super(why);
        this.cure = cure;
    }

    static PermissionDeniedException toRead(UserContext visitor, ViewPermission sight, String namespace) {
        return new PermissionDeniedException(
                visitor.name() + " may not see the " + sight.word() + " of namespace " + TextSanitizer.name(namespace),
                grant(sight.role(), visitor, namespace));
    }

    static PermissionDeniedException toSteer(UserContext visitor, String namespace) {
        return foreign(visitor)
                ? byProvider(visitor)
                : new PermissionDeniedException(
                        visitor.name() + " may not steer the rollouts of namespace " + TextSanitizer.name(namespace),
                        grant("sluice-operator", visitor, namespace));
    }

    static PermissionDeniedException toRelease(UserContext visitor, String namespace, String deployment) {
        return foreign(visitor)
                ? byProvider(visitor)
                : new PermissionDeniedException(
                        visitor.name() + " may not release Deployment " + TextSanitizer.name(deployment)
                                + " of namespace " + TextSanitizer.name(namespace)
                                + ", which takes the right to patch deployments.apps",
                        grant("edit", visitor, namespace));
    }

    /** The API server itself has refused what a visitor wrote: RBAC, or an admission policy. */
    static PermissionDeniedException byApiServer(UserContext visitor, String said) {
        return new PermissionDeniedException(
                "the API server does not take it from " + visitor.name() + ": " + TextSanitizer.name(said), "");
    }

    private static boolean foreign(UserContext visitor) {
        return visitor.how() == AuthenticationMethod.Oidc && !visitor.writes();
    }

    private static PermissionDeniedException byProvider(UserContext visitor) {
        return new PermissionDeniedException(
                visitor.name()
                        + " may look and not act here: the API server does not take the identity provider's tokens;"
                        + " sign in with one that it knows",
                "kubectl create token <account>");
    }

    /** Who may not get what the management port tells. */
    static PermissionDeniedException toGet(String name, String path) {
        return new PermissionDeniedException(
                TextSanitizer.name(name) + " may not get " + TextSanitizer.name(path),
                "kubectl create clusterrolebinding " + bound("sluice-metrics-reader", name));
    }

    static PermissionDeniedException bySignIn(String why) {
        return new PermissionDeniedException(why, "");
    }

    /** A command that somebody with the right to give rights can run; empty when none would help. */
    public String cure() {
        return cure;
    }

    private static String grant(String role, UserContext visitor, String namespace) {
        if (visitor.how() == AuthenticationMethod.Anonymous) {
            return "";
        }
        return "kubectl -n " + word(namespace) + " create rolebinding " + bound(role, visitor.name());
    }

    private static String bound(String role, String name) {
        boolean account = name.startsWith(ACCOUNT);
        String bare = account ? name.substring(ACCOUNT.length()) : name;
        return word(role + "-" + bare.replaceAll("[^a-zA-Z0-9.-]+", "-")) + " --clusterrole=" + role
                + (account ? " --serviceaccount=" : " --user=") + word(bare);
    }

    /** As one word of a shell's command. */
    static String word(String any) {
        String seen = TextSanitizer.name(any);
        return HARMLESS.matcher(seen).matches() ? seen : "'" + seen.replace("'", "'\\''") + "'";
    }
}
