package dev.sluice.api;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import org.jspecify.annotations.Nullable;

/**
 * One value of a Secret in the policy's namespace.
 *
 * @param name the Secret's name
 * @param key the key in its data
 */
public record SecretKeySpec(
        @Required
        @Size(min = 1, max = KubernetesNames.LONGEST_OBJECT)
        @Pattern(KubernetesNames.OBJECT_PATTERN)
        @JsonPropertyDescription("Name of the Secret.")
        String name,

        @Required
        @Size(min = 1, max = KubernetesNames.LONGEST_OBJECT)
        @Pattern(KEY)
        @JsonPropertyDescription("Key in its data.")
        String key) {
    /** As the API server has it. */
    private static final String KEY = "^[-._a-zA-Z0-9]+$";

    private static final java.util.regex.Pattern GOOD = java.util.regex.Pattern.compile(KEY);

    /** Checks. */
    public SecretKeySpec(@Nullable String name, @Nullable String key) {
        this.name = SpecValidation.orElse(name, "");
        this.key = SpecValidation.orElse(key, "");
        SpecValidation.that(!this.name.isEmpty(), "name", "is missing; name a Secret in the policy's namespace");
        SpecValidation.that(
                KubernetesNames.object(this.name),
                "name",
                "is \"" + TextSanitizer.quoted(this.name)
                        + "\", which is no name of an object; write small letters, digits, '-' and '.', "
                        + KubernetesNames.LONGEST_OBJECT + " at most");
        SpecValidation.that(!this.key.isEmpty(), "key", "is missing; name a key in the Secret's data");
        SpecValidation.fits(this.key, KubernetesNames.LONGEST_OBJECT, "key");
        SpecValidation.that(
                GOOD.matcher(this.key).matches(),
                "key",
                "is \"" + TextSanitizer.quoted(this.key) + "\"; write letters, digits, '-', '_' and '.'");
    }
}
