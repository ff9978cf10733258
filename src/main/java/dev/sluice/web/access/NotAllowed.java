package dev.sluice.web.access;

/** Somebody known asks for something that they may not have: answered with 403, a sentence and what would help. */
public final class NotAllowed extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private static final String ACCOUNT = "system:serviceaccount:";
    private final String cure;

    NotAllowed(String why, String cure) {
        super(why);
        this.cure = cure;
    }

    static NotAllowed toRead(Visitor visitor, Sight sight, String namespace) {
        return new NotAllowed(
                visitor.name() + " may not see the " + sight.word() + " of namespace " + Plain.text(namespace),
                grant(sight.role(), visitor, namespace));
    }

    static NotAllowed toSteer(Visitor visitor, String namespace) {
        return foreign(visitor)
                ? byProvider(visitor)
                : new NotAllowed(
                        visitor.name() + " may not steer the rollouts of namespace " + Plain.text(namespace),
                        grant("sluice-operator", visitor, namespace));
    }

    static NotAllowed toRelease(Visitor visitor, String namespace, String deployment) {
        return foreign(visitor)
                ? byProvider(visitor)
                : new NotAllowed(
                        visitor.name() + " may not release Deployment " + Plain.text(deployment) + " of namespace "
                                + Plain.text(namespace) + ", which takes the right to patch deployments.apps",
                        grant("edit", visitor, namespace));
    }

    /** The API server itself has refused what a visitor wrote: RBAC, or an admission policy. */
    static NotAllowed byApiServer(Visitor visitor, String said) {
        return new NotAllowed("the API server does not take it from " + visitor.name() + ": " + Plain.text(said), "");
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
        String name = visitor.name();
        boolean account = name.startsWith(ACCOUNT);
        String bare = account ? name.substring(ACCOUNT.length()) : name;
        return "kubectl -n " + Plain.word(namespace) + " create rolebinding "
                + Plain.word(role + "-" + bare.replaceAll("[^a-zA-Z0-9.-]+", "-")) + " --clusterrole=" + role
                + (account ? " --serviceaccount=" : " --user=") + Plain.word(bare);
    }
}
