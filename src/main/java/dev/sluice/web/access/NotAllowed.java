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
        return new NotAllowed(
                visitor.name() + " may not steer the rollouts of namespace " + Plain.text(namespace),
                grant("sluice-operator", visitor, namespace));
    }

    static NotAllowed toRelease(Visitor visitor, String namespace, String deployment) {
        return new NotAllowed(
                visitor.name() + " may not release Deployment " + Plain.text(deployment) + " of namespace "
                        + Plain.text(namespace) + ", which takes the right to patch deployments.apps",
                grant("edit", visitor, namespace));
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
