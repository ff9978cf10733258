package dev.sluice.api;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.quarkus.runtime.annotations.RegisterForReflection;
import org.jspecify.annotations.Nullable;

/**
 * How many pods a version needs for its share of the traffic, measured by what blue has for the whole.
 *
 * @param rule what is done before a step that green has too few ready pods for
 * @param minPercent how many pods green needs, in percent of what blue has for the same share
 * @param holdBlue whether blue's autoscaler may not shrink blue until the rollout is over
 */
public record CapacitySpec(
        @Default("Wait")
        @JsonPropertyDescription(
                "What is done before a step that green has too few ready pods for: Wait until they are there, Scale green up first, or Ignore it.")
        CapacityRule rule,

        @Default("100")
        @Min(1)
        @Max(200)
        @JsonPropertyDescription(
                "How many ready pods green needs, in percent of those that blue has for the same share of the traffic.")
        Integer minPercent,

        @Default("false")
        @JsonPropertyDescription(
                "Whether the minReplicas of blue's HorizontalPodAutoscaler is raised to blue's size, and put back when the rollout is over.")
        Boolean holdBlue) {

    static final CapacitySpec USUAL = new CapacitySpec(null, null, null);

    /** Checks and fills in the defaults. */
    public CapacitySpec(@Nullable CapacityRule rule, @Nullable Integer minPercent, @Nullable Boolean holdBlue) {
        this.rule = SpecValidation.orElse(rule, CapacityRule.Wait);
        this.minPercent = SpecValidation.orElse(minPercent, 100);
        this.holdBlue = SpecValidation.orElse(holdBlue, false);
        SpecValidation.between(this.minPercent, 1, 200, "minPercent");
    }

    /** What a policy says that says nothing of it. */
    public static CapacitySpec usual() {
        return USUAL;
    }

    /** Whether Sluice may write to autoscalers. */
    public boolean scales() {
        return rule == CapacityRule.Scale || holdBlue;
    }

    /** What is as usual is not written, so that a Sluice that does not know these fields reads what this one writes. */
    @RegisterForReflection
    static final class Usual {
        @Override
        public boolean equals(@Nullable Object other) {
            return other == null || other.equals(USUAL);
        }

        @Override
        public int hashCode() {
            return USUAL.hashCode();
        }
    }
}
