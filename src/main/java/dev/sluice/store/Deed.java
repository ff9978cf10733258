package dev.sluice.store;

/**
 * What somebody wants to do to objects of the API server.
 *
 * @param verb as in a Role: get, list, watch, patch
 * @param group API group
 * @param resource plural name of the kind
 * @param namespace where; empty for all namespaces
 * @param name which; empty for any
 */
public record Deed(String verb, String group, String resource, String namespace, String name) {
    /** Something done to Rollouts. */
    public static Deed rollouts(String verb, String namespace, String name) {
        return new Deed(verb, "sluice.dev", "rollouts", namespace, name);
    }

    /** Annotating a Deployment. */
    public static Deed annotating(String namespace, String deployment) {
        return new Deed("patch", "apps", "deployments", namespace, deployment);
    }
}
