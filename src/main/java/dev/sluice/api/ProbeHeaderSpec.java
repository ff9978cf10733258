package dev.sluice.api;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import org.jspecify.annotations.Nullable;

/**
 * A request header of probes whose value stands somewhere else.
 *
 * @param name the header's name
 * @param valueFrom where its value stands
 */
public record ProbeHeaderSpec(
        @Required
        @Size(min = 1, max = ProbeHeaders.LONGEST_NAME)
        @Pattern(NAME)
        @JsonPropertyDescription("Name of the header.")
        String name,

        @Required @JsonPropertyDescription("Where its value stands.")
        HeaderSourceSpec valueFrom) {
    /** Of these nothing has to be quoted in a command. */
    private static final String NAME = "^[A-Za-z0-9][-A-Za-z0-9_.]*$";

    private static final java.util.regex.Pattern GOOD = java.util.regex.Pattern.compile(NAME);

    /** Checks. */
    public ProbeHeaderSpec(@Nullable String name, @Nullable HeaderSourceSpec valueFrom) {
        this.name = SpecValidation.orElse(name, "");
        this.valueFrom = SpecValidation.orElse(valueFrom, HeaderSourceSpec.NONE);
        SpecValidation.that(!this.name.isEmpty(), "name", "is missing; name the header");
        SpecValidation.fits(this.name, ProbeHeaders.LONGEST_NAME, "name");
        SpecValidation.that(
                GOOD.matcher(this.name).matches(),
                "name",
                "is \"" + TextSanitizer.quoted(this.name) + "\"; write letters, digits, '-', '_' and '.'");
        SpecValidation.that(
                !ProbeHeaders.framing(this.name),
                "name",
                "is " + this.name + ", which belongs to the request itself; name the header of a credential");
        SpecValidation.that(
                valueFrom != null,
                "valueFrom",
                "is missing; write secretKeyRef with the name and the key of a Secret in the policy's namespace");
    }
}
