package dev.sluice.demo;

import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentStatus;
import io.fabric8.kubernetes.api.model.apps.DeploymentStatusBuilder;

/** The status that a Deployment's controller would write. */
final class DeploymentStatuses {
    private DeploymentStatuses() {}

    static DeploymentStatus of(Deployment deployment, int pods, int ready) {
        return new DeploymentStatusBuilder()
                .withObservedGeneration(deployment.getMetadata().getGeneration())
                .withReplicas(pods)
                .withUpdatedReplicas(pods)
                .withReadyReplicas(ready)
                .withAvailableReplicas(ready)
                .withUnavailableReplicas(pods - ready)
                .addNewCondition()
                .withType("Available")
                .withStatus(ready == pods ? "True" : "False")
                .endCondition()
                .addNewCondition()
                .withType("Progressing")
                .withStatus("True")
                .withReason("NewReplicaSetAvailable")
                .endCondition()
                .build();
    }
}
