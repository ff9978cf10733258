package dev.sluice.api;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import org.jspecify.annotations.Nullable;

/**
 * Where the value of a header stands.
 *
 * @param secretKeyRef a key of a Secret
 */
public record HeaderSourceSpec(
        @Required
        @JsonPropertyDescription(
                "A key of a Secret in the policy's namespace, which has to name in annotations the headers and hosts that it may be sent in and to.")
        SecretKeySpec secretKeyRef) {
    /** Stands where a policy names none, until that is said. */
    static final HeaderSourceSpec NONE = new HeaderSourceSpec(new SecretKeySpec("none", "none"));

    /** Checks. */
    public HeaderSourceSpec(@Nullable SecretKeySpec secretKeyRef) {
        SpecValidation.that(secretKeyRef != null, "secretKeyRef", "is missing; write the name and the key of a Secret");
        this.secretKeyRef = SpecValidation.orElse(secretKeyRef, new SecretKeySpec("none", "none"));
    }
}
