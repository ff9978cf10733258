package dev.sluice.demo;

import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.ContainerStatusBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.fabric8.kubernetes.api.model.PodStatusBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentStatus;
import io.fabric8.kubernetes.api.model.apps.DeploymentStatusBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;

/** The pods of a Deployment, as they should be. */
final class PodMaker {
    private static final String HASH = "pod-template-hash";

    private PodMaker() {}

    static List<Pod> pods(Deployment deployment) {
        Integer replicas = deployment.getSpec().getReplicas();
        return IntStream.range(0, replicas == null ? 1 : replicas)
                .mapToObj(i -> pod(deployment, i))
                .toList();
    }

    /** A Deployment's ReplicaSet is not kept here; its name and uid are. */
    static String replicaSet(Deployment deployment) {
        return deployment.getMetadata().getName() + "-" + hash(deployment);
    }

    static PodStatus status(boolean ready, int restarts, String name) {
        String readiness = ready ? "True" : "False";
        return new PodStatusBuilder()
                .withPhase("Running")
                .withPodIP("127.0.0.1")
                .addNewPodIP()
                .withIp("127.0.0.1")
                .endPodIP()
                .addNewCondition()
                .withType("Ready")
                .withStatus(readiness)
                .endCondition()
                .addNewCondition()
                .withType("ContainersReady")
                .withStatus(readiness)
                .endCondition()
                .withContainerStatuses(container(ready, restarts, name))
                .build();
    }

    private static ContainerStatus container(boolean ready, int restarts, String name) {
        var container =
                new ContainerStatusBuilder().withName(name).withReady(ready).withRestartCount(restarts);
        return ready
                ? container
                        .withNewState()
                        .withNewRunning()
                        .endRunning()
                        .endState()
                        .build()
                : container
                        .withNewState()
                        .withNewWaiting()
                        .withReason("CrashLoopBackOff")
                        .withMessage("back-off restarting failed container")
                        .endWaiting()
                        .endState()
                        .build();
    }

    private static Pod pod(Deployment deployment, int index) {
        String replicaSet = replicaSet(deployment);
        var template = deployment.getSpec().getTemplate();
        return new PodBuilder()
                .withNewMetadata()
                .withName(replicaSet + "-" + index)
                .withNamespace(deployment.getMetadata().getNamespace())
                .withLabels(template.getMetadata().getLabels())
                .addToLabels(HASH, hash(deployment))
                .withAnnotations(template.getMetadata().getAnnotations())
                .addNewOwnerReference()
                .withApiVersion("apps/v1")
                .withKind("ReplicaSet")
                .withName(replicaSet)
                .withUid(uid(replicaSet))
                .withController(true)
                .endOwnerReference()
                .endMetadata()
                .withSpec(template.getSpec())
                .withStatus(status(true, 0, containerName(deployment)))
                .build();
    }

    static String containerName(Deployment deployment) {
        return deployment
                .getSpec()
                .getTemplate()
                .getSpec()
                .getContainers()
                .getFirst()
                .getName();
    }

    private static String hash(Deployment deployment) {
        String template = Serialization.asJson(deployment.getSpec().getTemplate());
        return Integer.toHexString(template.hashCode());
    }

    private static String uid(String name) {
        return UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8)).toString();
    }

    /** The status that a Deployment's controller would write. */
    static DeploymentStatus deploymentStatus(Deployment deployment, int pods, int ready) {
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
