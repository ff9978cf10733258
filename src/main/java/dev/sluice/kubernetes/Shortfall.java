package dev.sluice.kubernetes;

import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentCondition;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Why a Deployment has fewer pods than it asks for, in the cluster's own words: a quota or an admission webhook refuses them, no node has
 * room for them, or their image or configuration is missing. The Deployment calls itself Progressing meanwhile.
 */
public final class Shortfall {
    /** The condition by which a Deployment says that it may have no more pods. */
    static final String REFUSED = "ReplicaFailure";

    private static final int LONGEST = 300;

    /** Waiting for these ends only when someone mends something. */
    private static final Set<String> STUCK = Set.of(
            "ImagePullBackOff",
            "ErrImagePull",
            "InvalidImageName",
            "ErrImageNeverPull",
            "CreateContainerConfigError",
            "CreateContainerError");

    private Shortfall() {}

    public static Optional<String> of(Deployment deployment, PodTally pods) {
        return refused(deployment).or(pods::shortfall);
    }

    private static Optional<String> refused(Deployment deployment) {
        return deployment.getStatus() == null
                ? Optional.empty()
                : all(deployment.getStatus().getConditions())
                        .filter(one -> REFUSED.equals(one.getType()) && "True".equals(one.getStatus()))
                        .findFirst()
                        .map((DeploymentCondition one) -> shortened(one.getReason() + ": " + one.getMessage()));
    }

    static Optional<String> unscheduled(Pod pod) {
        return pod.getStatus() == null
                ? Optional.empty()
                : all(pod.getStatus().getConditions())
                        .filter(one -> "PodScheduled".equals(one.getType()) && "False".equals(one.getStatus()))
                        .findFirst()
                        .map((PodCondition one) -> shortened(
                                "pod " + pod.getMetadata().getName() + " finds no node: " + one.getMessage()));
    }

    static Optional<String> stuck(Pod pod) {
        return pod.getStatus() == null
                ? Optional.empty()
                : Stream.concat(
                                all(pod.getStatus().getInitContainerStatuses()),
                                all(pod.getStatus().getContainerStatuses()))
                        .filter(container ->
                                waiting(container).filter(STUCK::contains).isPresent())
                        .findFirst()
                        .map(container -> shortened("pod " + pod.getMetadata().getName() + " does not start: "
                                + waiting(container).orElse("") + ", "
                                + container.getState().getWaiting().getMessage()));
    }

    private static Optional<String> waiting(ContainerStatus container) {
        return container.getState() == null || container.getState().getWaiting() == null
                ? Optional.empty()
                : Optional.ofNullable(container.getState().getWaiting().getReason());
    }

    private static <T> Stream<T> all(@Nullable Collection<T> list) {
        return list == null ? Stream.empty() : list.stream();
    }

    static String shortened(String why) {
        return why.length() > LONGEST ? why.substring(0, LONGEST) + "..." : why;
    }
}
