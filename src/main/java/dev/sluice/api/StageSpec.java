package dev.sluice.api;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The pre-flight or the bake: a stage at a fixed weight.
 *
 * @param hold how long it lasts, counted from the moment every gateway serves the routes
 */
public record StageSpec(
        @Required
        @Size(max = GoDuration.LONGEST)
        @Pattern(GoDuration.PATTERN)
        @JsonDeserialize(using = GoDuration.Reader.class)
        @JsonSerialize(using = GoDuration.Writer.class)
        @JsonPropertyDescription(
                "How long it lasts, counted from the moment every ingress gateway serves the routes. When the whole stage is left out: 10s for the pre-flight, 1m for the bake.")
        Duration hold) {

    static final StageSpec PREFLIGHT = new StageSpec(Duration.ofSeconds(10));
    static final StageSpec BAKE = new StageSpec(Duration.ofMinutes(1));

    /** Checks. */
    public StageSpec(@Nullable Duration hold) {
        SpecValidation.that(hold != null, "hold", "is missing; write how long, as in 30s");
        this.hold = SpecValidation.orElse(hold, Duration.ZERO);
        SpecValidation.between(this.hold, Duration.ZERO, Duration.ofDays(7), "hold");
    }
}
