package dev.sluice.kubernetes;

import dev.sluice.workload.WorkloadClient;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.InstantSource;

/** Makes what the container would make, and what the cluster would hold. */
public final class StoreParts {
    /** A Rollout of which nothing is recorded yet. */
    public static final String ROLLOUT = """
            apiVersion: sluice.dev/v1alpha1
            kind: Rollout
            metadata: {name: myapp-1, namespace: default}
            spec:
              policy: myapp
              plan: {routes: [{virtualService: myapp}], steps: [{weight: 10, hold: 10s}]}
              blue: {subset: v1}
              green: {subset: v2}
              version: v2
              routes: [{virtualService: myapp, host: myapp}]
              pin: secret-pin
              desired: Run
            """;

    private StoreParts() {}

    /** A Rollout as it is read from the cluster. */
    public static StoredRollout rollout(String yaml) {
        return RolloutClient.read(Serialization.unmarshal(yaml, GenericKubernetesResource.class))
                .orElseThrow();
    }

    /** A Rollout as a watch tells it when its namespace has very many. */
    public static StoredRollout brief(String yaml) {
        return RolloutClient.read(RolloutBrief.ofCrowd(Serialization.unmarshal(yaml, GenericKubernetesResource.class)))
                .orElseThrow();
    }

    /** Rollouts in the cluster. */
    public static RolloutClient rollouts(KubernetesClient client) {
        return new RolloutClient(client);
    }

    /** Policies in the cluster. */
    public static PolicyClient policies(KubernetesClient client) {
        return new PolicyClient(client);
    }

    /** What people want. */
    public static DesiredStateWriter wishes(KubernetesClient client) {
        return new DesiredStateWriter(client);
    }

    /** What the API server says of people. */
    public static KubernetesAuthorizer reviews(KubernetesClient client) {
        return new KubernetesAuthorizer(client);
    }

    /** Values of probe headers. */
    public static ProbeSecrets secrets(KubernetesClient client) {
        return secrets(client, InstantSource.system());
    }

    /** The same by another clock. */
    public static ProbeSecrets secrets(KubernetesClient client, InstantSource clock) {
        return new ProbeSecrets(client, clock);
    }

    /** Deployments in the cluster. */
    public static WorkloadClient workloads(KubernetesClient client) {
        return new WorkloadClient(client);
    }
}
