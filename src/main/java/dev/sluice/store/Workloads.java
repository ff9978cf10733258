package dev.sluice.store;

import dev.sluice.rollout.Capacity;
import dev.sluice.rollout.GreenSeen;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentStatus;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.readiness.Readiness;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Deployments and their pods. */
@ApplicationScoped
public class Workloads {
    private static final String CRASH_LOOP = "CrashLoopBackOff";

    private final KubernetesClient client;
    private final WritePermit permit;
    private final Autoscalers autoscalers;

    @Inject
    Workloads(KubernetesClient client) {
        this(client, WritePermit.ALWAYS);
    }

    private Workloads(KubernetesClient client, WritePermit permit) {
        this.client = client;
        this.permit = permit;
        this.autoscalers = new Autoscalers(client, permit);
    }

    /** The same, for somebody who has to stop: it is asked, of the namespace, before every request that writes, repeated ones too. */
    public Workloads asLongAs(Predicate<String> may) {
        return new Workloads(client, new WritePermit(may));
    }

    /** The autoscalers of the Deployments. */
    public Autoscalers autoscalers() {
        return autoscalers;
    }

    /** How many pods a Deployment has, as its own status counts them; empty when there is no such Deployment. */
    public Optional<Capacity.Blue> pods(String namespace, String deployment) {
        return Optional.ofNullable(client.apps()
                        .deployments()
                        .inNamespace(namespace)
                        .withName(deployment)
                        .get())
                .map(MeasureSpec::pods);
    }

    /** All pods with these labels, and what makes them. */
    public VersionPods serving(String namespace, Map<String, String> labels) {
        return VersionPods.of(
                labels,
                client.apps().deployments().inNamespace(namespace).list().getItems(),
                pods(namespace, labels));
    }

    /** The same, among Deployments that are known. */
    public VersionPods serving(String namespace, Map<String, String> labels, List<Deployment> known) {
        return VersionPods.of(labels, known, pods(namespace, labels));
    }

    /** What the cluster says of green now. Never throws: what cannot be seen is unknown. */
    public GreenSeen look(String namespace, VersionSpec green) {
        try {
            Deployment deployment = client.apps()
                    .deployments()
                    .inNamespace(namespace)
                    .withName(green.deployment())
                    .get();
            if (deployment == null || !deployment.getMetadata().getUid().equals(green.uid())) {
                return new GreenSeen.Gone();
            }
            return green.sameTemplate(deployment)
                    ? pods(deployment)
                    : new GreenSeen.Replaced(Templates.hash(deployment));
        } catch (KubernetesClientException e) {
            return new GreenSeen.Unknown("the API server does not answer: " + e.getMessage());
        }
    }

    /** The labels that a Service selects; empty when there is no such Service or it selects nothing. */
    public Optional<Map<String, String>> selector(String namespace, String service) {
        return Optional.ofNullable(client.services()
                        .inNamespace(namespace)
                        .withName(service)
                        .get())
                .flatMap(found -> Optional.ofNullable(found.getSpec().getSelector()))
                .filter(selector -> !selector.isEmpty());
    }

    /** Scales a Deployment to nothing; one that is gone already is nothing. */
    public void scaleToZero(String namespace, String deployment) {
        var found = client.apps().deployments().inNamespace(namespace).withName(deployment);
        if (found.get() != null) {
            permit.check(namespace);
            found.scale(0);
        }
    }

    /**
     * Scales a Deployment up.
     *
     * @return whether it was; false when it is gone or has as many
     */
    public boolean scaleUp(String namespace, String deployment, int pods) {
        boolean fewer =
                replicas(namespace, deployment).filter(now -> now < pods).isPresent();
        if (fewer) {
            permit.check(namespace);
            client.apps()
                    .deployments()
                    .inNamespace(namespace)
                    .withName(deployment)
                    .scale(pods);
        }
        return fewer;
    }

    /** How many pods a Deployment is to have; empty when there is no such Deployment. */
    public Optional<Integer> replicas(String namespace, String deployment) {
        return Optional.ofNullable(client.apps()
                        .deployments()
                        .inNamespace(namespace)
                        .withName(deployment)
                        .get())
                .map(found -> found.getSpec().getReplicas() == null
                        ? 1
                        : found.getSpec().getReplicas());
    }

    /** Whether a Deployment is paused before all of its pods run its pod template. */
    public static boolean paused(Deployment deployment) {
        Integer replicas = deployment.getSpec().getReplicas();
        return Boolean.TRUE.equals(deployment.getSpec().getPaused())
                && !settled(deployment, replicas == null ? 1 : replicas);
    }

    private GreenSeen pods(Deployment deployment) {
        Map<String, String> labels = deployment.getSpec().getSelector().getMatchLabels();
        List<Pod> pods = pods(deployment.getMetadata().getNamespace(), labels);
        int ready = (int) pods.stream().filter(Workloads::ready).count();
        Integer replicas = deployment.getSpec().getReplicas();
        int wanted = replicas == null ? 1 : replicas;
        Optional<String> crash =
                pods.stream().flatMap(pod -> crash(pod).stream()).findFirst();
        return new GreenSeen.Pods(wanted, ready, settled(deployment, wanted), crash, shortfall(deployment, pods));
    }

    static Optional<String> shortfall(Deployment deployment, List<Pod> pods) {
        return paused(deployment)
                ? Optional.of(
                        "it is paused (spec.paused), so not all of them run its pod template; kubectl rollout resume deployment/"
                                + deployment.getMetadata().getName())
                : Shortfall.of(deployment, pods);
    }

    /** The same question that {@code kubectl rollout status} asks. */
    private static boolean settled(Deployment deployment, int wanted) {
        DeploymentStatus status = deployment.getStatus();
        Long generation = deployment.getMetadata().getGeneration();
        return status != null
                && (generation == null
                        || (status.getObservedGeneration() != null && status.getObservedGeneration() >= generation))
                && number(status.getUpdatedReplicas()) == wanted
                && number(status.getReplicas()) == wanted
                && number(status.getAvailableReplicas()) == wanted;
    }

    private List<Pod> pods(String namespace, Map<String, String> labels) {
        return client.pods().inNamespace(namespace).withLabels(labels).list().getItems();
    }

    private static boolean ready(Pod pod) {
        return pod.getMetadata().getDeletionTimestamp() == null
                && Readiness.getInstance().isReady(pod);
    }

    private static Optional<String> crash(Pod pod) {
        return pod.getStatus().getContainerStatuses().stream()
                .filter(container -> container.getState() != null
                        && container.getState().getWaiting() != null
                        && CRASH_LOOP.equals(container.getState().getWaiting().getReason()))
                .map((ContainerStatus container) -> "pod " + pod.getMetadata().getName() + " crash-loops ("
                        + number(container.getRestartCount()) + " restarts)")
                .findFirst();
    }

    private static int number(@Nullable Integer value) {
        return value == null ? 0 : value;
    }
}
