package dev.sluice.store;

import io.fabric8.kubernetes.client.KubernetesClient;

/** Makes what the container would make. */
public final class StoreParts {
    private StoreParts() {}

    /** Rollouts in the cluster. */
    public static Rollouts rollouts(KubernetesClient client) {
        return new Rollouts(client);
    }

    /** Policies in the cluster. */
    public static Policies policies(KubernetesClient client) {
        return new Policies(client);
    }

    /** What the API server says of people. */
    public static Reviews reviews(KubernetesClient client) {
        return new Reviews(client);
    }

    /** Deployments in the cluster. */
    public static Workloads workloads(KubernetesClient client) {
        return new Workloads(client);
    }
}
