package dev.sluice.api;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * One weight step.
 *
 * @param weight green's share of the traffic in percent
 * @param hold how long the step lasts, counted from the moment every gateway serves the weight
 * @param pause whether a person must let the rollout go on after the hold
 */
public record StepSpec(
        @Required
        @Min(1)
        @Max(100)
        @JsonPropertyDescription("Green's share of the traffic in percent. Weights must rise from step to step.")
        Integer weight,

        @Size(max = GoDuration.LONGEST)
        @Pattern(GoDuration.PATTERN)
        @JsonDeserialize(using = GoDuration.Reader.class)
        @JsonSerialize(using = GoDuration.Writer.class)
        @JsonPropertyDescription(
                "How long the step lasts, counted from the moment every ingress gateway serves the weight. Default: 1m.")
        Duration hold,

        @Default("false")
        @JsonPropertyDescription(
                "Pause gate: after the hold, wait until someone sets the Rollout's spec.desired to Run.")
        Boolean pause) {

    /** Checks and fills in the defaults. */
    public StepSpec(@Nullable Integer weight, @Nullable Duration hold, @Nullable Boolean pause) {
        SpecValidation.that(weight != null, "weight", "is missing; write green's share in percent, 1 to 100");
        this.weight = SpecValidation.orElse(weight, 0);
        this.hold = SpecValidation.orElse(hold, Duration.ofMinutes(1));
        this.pause = SpecValidation.orElse(pause, false);
        SpecValidation.between(this.weight, 1, 100, "weight");
        SpecValidation.between(this.hold, Duration.ZERO, Duration.ofDays(7), "hold");
    }
}
