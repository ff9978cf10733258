package dev.sluice.cli.install;

import dev.sluice.cli.cluster.ApiRequestDescription;
import dev.sluice.cli.cluster.CliException;
import dev.sluice.cli.cluster.Cluster;
import dev.sluice.cli.cluster.Deadline;
import io.fabric8.kubernetes.api.model.ContainerStateWaiting;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Waits for the controller, by the question that {@code kubectl rollout status} asks. */
public final class DeploymentWaiter {
    /** The controller's Deployment. */
    public static final String DEPLOYMENT = "sluice-controller";

    private static final int FORBIDDEN = 403;
    private static final long PAUSE = TimeUnit.SECONDS.toNanos(1);

    private final Cluster cluster;
    private final String namespace;
    private final Consumer<String> told;

    /** @param told is told of each change */
    public DeploymentWaiter(Cluster cluster, String namespace, Consumer<String> told) {
        this.cluster = cluster;
        this.namespace = namespace;
        this.told = told;
    }

    /**
     * Waits until every replica is ready.
     *
     * @return whether they were before the time was up
     * @throws CliException when the Deployment may not be looked at
     */
    public boolean await(Duration patience) {
        Deadline deadline = Deadline.of(patience);
        String last = "";
        while (true) {
            Optional<String> missing = missing();
            if (missing.isEmpty()) {
                return true;
            }
            if (!missing.get().equals(last)) {
                last = missing.get();
                told.accept(last);
            }
            if (deadline.over()) {
                return false;
            }
            LockSupport.parkNanos(PAUSE);
        }
    }

    /** Waits until replicas that are on their way out are gone, or the time is up: they may use what the new ones do not need. */
    public void awaitEndOfOthers(Duration patience) {
        Deadline deadline = Deadline.of(patience);
        while (leaving() && !deadline.over()) {
            LockSupport.parkNanos(PAUSE);
        }
    }

    private boolean leaving() {
        try {
            return pods().stream().anyMatch(pod -> pod.getMetadata().getDeletionTimestamp() != null);
        } catch (KubernetesClientException e) {
            return false;
        }
    }

    private Optional<String> missing() {
        try {
            Deployment deployment = cluster.client()
                    .apps()
                    .deployments()
                    .inNamespace(namespace)
                    .withName(DEPLOYMENT)
                    .get();
            if (deployment == null) {
                return Optional.of("Deployment " + DEPLOYMENT + " is not there");
            }
            int wanted = number(deployment.getSpec().getReplicas(), 1);
            var status = deployment.getStatus();
            if (unseen(deployment)) {
                return Optional.of("the cluster has not looked at the new Deployment yet");
            }
            int ready = status == null ? 0 : number(status.getAvailableReplicas(), 0);
            int updated = status == null ? 0 : number(status.getUpdatedReplicas(), 0);
            int all = status == null ? 0 : number(status.getReplicas(), 0);
            return ready == wanted && updated == wanted && all == wanted
                    ? Optional.empty()
                    : Optional.of(Math.min(ready, updated) + " of " + wanted + " replicas ready" + trouble());
        } catch (KubernetesClientException e) {
            if (e.getCode() == FORBIDDEN) {
                return cluster.ask(new ApiRequestDescription("get", "deployments.apps", namespace), () -> {
                    throw e;
                });
            }
            return Optional.of((e.getCode() > 0 ? "the API server says: " : "the API server does not answer: ")
                    + ApiRequestDescription.said(e));
        }
    }

    /** Its status is that of an earlier template, whose replicas may all be ready. */
    private static boolean unseen(Deployment deployment) {
        Long now = deployment.getMetadata().getGeneration();
        Long seen =
                deployment.getStatus() == null ? null : deployment.getStatus().getObservedGeneration();
        return now != null && seen != null && seen < now;
    }

    /** The pods tell more than the Deployment; who may not see them waits without. */
    private String trouble() {
        try {
            return ofPods();
        } catch (KubernetesClientException e) {
            if (e.getCode() != FORBIDDEN) {
                throw e;
            }
            return "";
        }
    }

    private String ofPods() {
        return pods().stream()
                .flatMap(DeploymentWaiter::waiting)
                .findFirst()
                .map(why -> "; " + why)
                .orElse("");
    }

    private List<Pod> pods() {
        return cluster.client()
                .pods()
                .inNamespace(namespace)
                .withLabel("app.kubernetes.io/name", "sluice")
                .list()
                .getItems();
    }

    private static Stream<String> waiting(Pod pod) {
        if (pod.getStatus() == null) {
            return Stream.empty();
        }
        return pod.getStatus().getContainerStatuses().stream()
                .filter(container -> container.getState() != null
                        && container.getState().getWaiting() != null
                        && !"ContainerCreating"
                                .equals(container.getState().getWaiting().getReason()))
                .map((ContainerStatus container) -> "pod " + pod.getMetadata().getName() + ": "
                        + reason(container.getState().getWaiting()) + " (image " + container.getImage() + ")");
    }

    private static String reason(ContainerStateWaiting waiting) {
        return String.valueOf(waiting.getReason());
    }

    private static int number(@Nullable Integer value, int otherwise) {
        return value == null ? otherwise : value;
    }
}
