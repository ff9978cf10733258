package dev.sluice.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.workload.WorkloadClient;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ShortfallTest {
    private static final String SETTLED = """
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: web-2}
            status:
              conditions: [{type: Progressing, status: "True", reason: NewReplicaSetAvailable, message: done}]
            """;

    private static final String QUOTA = """
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: web-2}
            status:
              conditions:
              - {type: Progressing, status: "True", reason: ReplicaSetUpdated, message: goes on}
              - {type: ReplicaFailure, status: "True", reason: FailedCreate, message: 'pods "web-2-x" is forbidden: exceeded quota: small'}
            """;

    private static final String UNSCHEDULED = """
            apiVersion: v1
            kind: Pod
            metadata: {name: web-2-x}
            status:
              phase: Pending
              conditions: [{type: PodScheduled, status: "False", reason: Unschedulable, message: 0/3 nodes are available}]
            """;

    private static final String NO_IMAGE = """
            apiVersion: v1
            kind: Pod
            metadata: {name: web-2-x}
            status:
              phase: Pending
              containerStatuses:
              - {name: app, ready: false, restartCount: 0, image: app, imageID: "", state: {waiting: {reason: ImagePullBackOff, message: no such image}}}
            """;

    private static final String STARTING = """
            apiVersion: v1
            kind: Pod
            metadata: {name: web-2-x}
            status:
              phase: Pending
              conditions: [{type: PodScheduled, status: "True"}]
              containerStatuses:
              - {name: app, ready: false, restartCount: 0, image: app, imageID: "", state: {waiting: {reason: ContainerCreating}}}
            """;

    @Test
    void saysThatADeploymentIsPausedBeforeItsPodsRunItsTemplate() {
        Deployment paused = Serialization.unmarshal("""
                apiVersion: apps/v1
                kind: Deployment
                metadata: {name: web-2, generation: 3}
                spec: {paused: true, replicas: 2}
                status: {observedGeneration: 3, replicas: 2, availableReplicas: 2, updatedReplicas: 0}
                """, Deployment.class);

        assertThat(WorkloadClient.shortfall(paused, new PodTally()))
                .hasValueSatisfying(why -> assertThat(why).contains("kubectl rollout resume deployment/web-2"));
        paused.getStatus().setUpdatedReplicas(2);
        assertThat(WorkloadClient.shortfall(paused, new PodTally())).isEmpty();
    }

    @Test
    void saysWhatRefusesAPod() {
        assertThat(of(QUOTA, STARTING)).contains("FailedCreate: pods \"web-2-x\" is forbidden: exceeded quota: small");
    }

    @Test
    void saysThatNoNodeHasRoom() {
        assertThat(of(SETTLED, STARTING, UNSCHEDULED)).contains("pod web-2-x finds no node: 0/3 nodes are available");
    }

    @Test
    void saysThatAnImageIsMissing() {
        assertThat(of(SETTLED, NO_IMAGE)).contains("pod web-2-x does not start: ImagePullBackOff, no such image");
    }

    @Test
    void saysNothingOfPodsThatOnlyStart() {
        assertThat(of(SETTLED, STARTING)).isEmpty();
    }

    @Test
    void keepsALongMessageShort() {
        assertThat(of(QUOTA.replace("small", "s".repeat(1000))).orElseThrow()).hasSizeLessThan(310);
    }

    private static Optional<String> of(String deployment, String... pods) {
        PodTally tally = new PodTally();
        List.of(pods).forEach(pod -> tally.add(Serialization.unmarshal(pod, Pod.class)));
        return Shortfall.of(Serialization.unmarshal(deployment, Deployment.class), tally);
    }
}
