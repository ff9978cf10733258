package dev.sluice.web.access;

/** Somebody known asks for something that they may not have: answered with 403, a sentence and what would help. */
public final class NotAllowed extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final String cure;

    NotAllowed(String why, String cure) {
        super(why);
        this.cure = cure;
    }

    static NotAllowed toRead(Visitor visitor, String namespace) {
        return new NotAllowed(
                visitor.name() + " may not see the rollouts of namespace " + namespace,
                grant("sluice-viewer", visitor, namespace));
    }

    static NotAllowed toSteer(Visitor visitor, String namespace) {
        return new NotAllowed(
                visitor.name() + " may not steer the rollouts of namespace " + namespace,
                grant("sluice-operator", visitor, namespace));
    }

    /** A command that somebody with the right to give rights can run. */
    public String cure() {
        return cure;
    }

    private static String grant(String role, Visitor visitor, String namespace) {
        return "kubectl -n " + namespace + " create rolebinding " + role + " --clusterrole=" + role + " --user='"
                + visitor.name() + "'";
    }
}
