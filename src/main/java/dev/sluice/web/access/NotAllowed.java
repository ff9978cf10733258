package dev.sluice.web.access;

import dev.sluice.policy.Clean;
import java.util.regex.Pattern;

/** Somebody known asks for something that they may not have: answered with 403, a sentence and what would help. */
public final class NotAllowed extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private static final String ACCOUNT = "system:serviceaccount:";
    private static final Pattern HARMLESS = Pattern.compile("[a-zA-Z0-9._:@/-]+");

    private final String cure;

    NotAllowed(String why, String cure) {
        super(why);
        this.cure = cure;
    }

    static NotAllowed toRead(Visitor visitor, Sight sight, String namespace) {
        return new NotAllowed(
                visitor.name() + " may not see the " + sight.word() + " of namespace " + Clean.name(namespace),
                grant(sight.role(), visitor, namespace));
    }

    static NotAllowed toSteer(Visitor visitor, String namespace) {
        return foreign(visitor)
                ? byProvider(visitor)
                : new NotAllowed(
                        visitor.name() + " may not steer the rollouts of namespace " + Clean.name(namespace),
                        grant("sluice-operator", visitor, namespace));
    }

    static NotAllowed toRelease(Visitor visitor, String namespace, String deployment) {
        return foreign(visitor)
                ? byProvider(visitor)
                : new NotAllowed(
                        visitor.name() + " may not release Deployment " + Clean.name(deployment) + " of namespace "
                                + Clean.name(namespace) + ", which takes the right to patch deployments.apps",
                        grant("edit", visitor, namespace));
    }

    /** The API server itself has refused what a visitor wrote: RBAC, or an admission policy. */
    static NotAllowed byApiServer(Visitor visitor, String said) {
        return new NotAllowed("the API server does not take it from " + visitor.name() + ": " + Clean.name(said), "");
    }

    private static boolean foreign(Visitor visitor) {
        return visitor.how() == SignedIn.Oidc && !visitor.writes();
    }

    private static NotAllowed byProvider(Visitor visitor) {
        return new NotAllowed(
                visitor.name()
                        + " may look and not act here: the API server does not take the identity provider's tokens;"
                        + " sign in with one that it knows",
                "kubectl create token <account>");
    }

    /** Who may not get what the management port tells. */
    static NotAllowed toGet(String name, String path) {
        return new NotAllowed(
                Clean.name(name) + " may not get " + Clean.name(path),
                "kubectl create clusterrolebinding " + bound("sluice-metrics-reader", name));
    }

    static NotAllowed bySignIn(String why) {
        return new NotAllowed(why, "");
    }

    /** A command that somebody with the right to give rights can run; empty when none would help. */
    public String cure() {
        return cure;
    }

    private static String grant(String role, Visitor visitor, String namespace) {
        if (visitor.how() == SignedIn.Anonymous) {
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
        String seen = Clean.name(any);
        return HARMLESS.matcher(seen).matches() ? seen : "'" + seen.replace("'", "'\\''") + "'";
    }
}
