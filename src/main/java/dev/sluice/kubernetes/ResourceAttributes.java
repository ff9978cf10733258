package dev.sluice.kubernetes;

/** What somebody wants of the API server, or of who asks it about them. */
public sealed interface ResourceAttributes {
    /**
     * Something done to objects.
     *
     * @param verb as in a Role: get, list, watch, patch
     * @param group API group
     * @param resource plural name of the kind
     * @param namespace where; empty for all namespaces
     * @param name which; empty for any
     */
    record ToObjects(String verb, String group, String resource, String namespace, String name)
            implements ResourceAttributes {}

    /**
     * A request that is about no object.
     *
     * @param verb as in a ClusterRole: get
     * @param path as in the {@code nonResourceURLs} of a ClusterRole
     */
    record ToPath(String verb, String path) implements ResourceAttributes {}

    /** Something done to Rollouts. */
    static ResourceAttributes rollouts(String verb, String namespace, String name) {
        return new ToObjects(verb, "sluice.dev", "rollouts", namespace, name);
    }

    /** Annotating a Deployment. */
    static ResourceAttributes annotating(String namespace, String deployment) {
        return new ToObjects("patch", "apps", "deployments", namespace, deployment);
    }
}
