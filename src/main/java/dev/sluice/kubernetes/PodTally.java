package dev.sluice.kubernetes;

import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.readiness.Readiness;
import java.util.Optional;

/** What is asked about the pods of a version, counted one after the other, so that nobody's pods have to be kept. Not for several threads. */
public final class PodTally {
    private static final String CRASH_LOOP = "CrashLoopBackOff";

    private int ready;
    private Optional<String> crash = Optional.empty();
    private Optional<String> unscheduled = Optional.empty();
    private Optional<String> stuck = Optional.empty();

    public void add(Pod pod) {
        ready += ready(pod) ? 1 : 0;
        crash = crash.or(() -> crash(pod));
        unscheduled = unscheduled.or(() -> Shortfall.unscheduled(pod));
        stuck = stuck.or(() -> Shortfall.stuck(pod));
    }

    /** How many serve. */
    public int ready() {
        return ready;
    }

    /** The first that starts again and again. */
    public Optional<String> crash() {
        return crash;
    }

    /** The first that finds no node, else the first that waits for something that a person has to mend. */
    Optional<String> shortfall() {
        return unscheduled.or(() -> stuck);
    }

    private static boolean ready(Pod pod) {
        return pod.getMetadata().getDeletionTimestamp() == null
                && Readiness.getInstance().isReady(pod);
    }

    private static Optional<String> crash(Pod pod) {
        return Optional.ofNullable(pod.getStatus()).stream()
                .flatMap(status -> status.getContainerStatuses().stream())
                .filter(container -> container.getState() != null
                        && container.getState().getWaiting() != null
                        && CRASH_LOOP.equals(container.getState().getWaiting().getReason()))
                .map((ContainerStatus container) -> "pod " + pod.getMetadata().getName() + " crash-loops ("
                        + (container.getRestartCount() == null ? 0 : container.getRestartCount()) + " restarts)")
                .findFirst();
    }
}
