package dev.sluice.kubernetes;

import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;

/**
 * The custom resources, addressed without binding them to classes: one that cannot be read must not stop a list or a
 * watch that carries all the others.
 */
public final class CrdContexts {
    /** RolloutPolicies. */
    public static final ResourceDefinitionContext POLICY = of("RolloutPolicy", "rolloutpolicies");

    /** Rollouts. */
    public static final ResourceDefinitionContext ROLLOUT = of("Rollout", "rollouts");

    /** The API version of both. */
    public static final String API_VERSION = "sluice.dev/v1alpha1";

    private CrdContexts() {}

    private static ResourceDefinitionContext of(String kind, String plural) {
        return new ResourceDefinitionContext.Builder()
                .withGroup("sluice.dev")
                .withVersion("v1alpha1")
                .withKind(kind)
                .withPlural(plural)
                .withNamespaced(true)
                .build();
    }
}
