package dev.sluice.workload;

import dev.sluice.controller.PolicyReconciler;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.util.List;

/** Tells which versions are to be released. What it asks for is begun once by {@link PolicyReconciler}, however often it is asked for. */
@FunctionalInterface
public interface ReleaseTrigger {
    /**
     * A version that is to be released.
     *
     * @param policy name of the policy under which, in the namespace of the Deployment; nobody has looked whether there is one
     * @param green the Deployment that makes its pods
     */
    record Request(String policy, Deployment green) {}

    /** All that are asked for now, from memory; one of which a release has begun or ended is asked for on. */
    List<Request> requests();
}
