package dev.sluice.traffic;

import dev.sluice.rollout.DesiredTraffic;
import dev.sluice.rollout.TrafficTarget;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * Reads and sets what the objects that split a rollout's traffic ask for; whether gateways serve that is told by {@link ConvergenceChecker}. Each method asks
 * the API server and may block as long as that takes; all may be called by several threads at once.
 */
public interface TrafficRouter {
    /** Looks whether the objects are as they should be. Never throws: what cannot be read is not written. */
    TrafficReadResult read(TrafficTarget target, DesiredTraffic goal);

    /** The same without what names the versions' pods, which is taken to be as it was: fewer requests, for a look while all is calm. */
    TrafficReadResult glance(TrafficTarget target, DesiredTraffic goal);

    /**
     * Makes the objects as they should be, as long as the caller may write. Several routes move together on the way to green; on the way to blue, and to a
     * green that alone serves, every one that can be written is.
     *
     * @param may asked before every request: one that hung, or was refused and is tried again, must not undo what whoever acts meanwhile has written
     * @return in words, how each object that was written differed
     * @throws TrafficConfigException when the objects do not allow it
     * @throws IllegalStateException when the caller may write no more
     * @throws RuntimeException when the API server does not take it; the next pass tries again
     */
    List<String> apply(TrafficTarget target, DesiredTraffic goal, BooleanSupplier may);

    /**
     * Why blue may still be asked, in words: a route that is read leads to its pods, or cannot be seen; empty when nothing does.
     *
     * @throws io.fabric8.kubernetes.client.KubernetesClientException when the API server does not answer
     */
    Optional<String> blueInUse(TrafficTarget target);
}
