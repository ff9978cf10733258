package dev.sluice.cli.doctor;

import io.fabric8.kubernetes.api.model.authorization.v1.ResourceAttributes;
import io.fabric8.kubernetes.api.model.authorization.v1.ResourceAttributesBuilder;

/**
 * What somebody may have to be allowed to do.
 *
 * @param verb such as patch
 * @param group the API group; empty for the core's
 * @param resource the plural, with /subresource where there is one
 * @param purpose what it is for, for people
 */
record Permission(String verb, String group, String resource, String purpose) {
    /** The question of a review, asked of all namespaces when the namespace is empty. */
    ResourceAttributes in(String namespace) {
        int slash = resource.indexOf('/');
        return new ResourceAttributesBuilder()
                .withVerb(verb)
                .withGroup(group)
                .withResource(slash < 0 ? resource : resource.substring(0, slash))
                .withSubresource(slash < 0 ? null : resource.substring(slash + 1))
                .withNamespace(namespace)
                .build();
    }

    @Override
    public String toString() {
        return verb + " " + resource;
    }
}
