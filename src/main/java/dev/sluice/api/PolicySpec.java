package dev.sluice.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the user asked for: how an app is released.
 *
 * @param routes the VirtualServices that split the app's traffic; they move together
 * @param steps the weights on the way to 100
 * @param autoSteps whether the evidence sets the weights instead
 * @param preflight probing at weight 0
 * @param bake probing at weight 100, with blue still running
 * @param progressDeadline how long a stage may take beyond its hold
 * @param health what health means
 * @param onUnhealthy what to do when green is worse
 * @param capacity how many pods a version needs for its share
 * @param blueAfter what becomes of blue's Deployment after the promotion
 * @param historyLimit finished Rollouts to keep
 */
@ValidationRule(
        value =
                "!has(self.steps) || (self.steps.map(s, s.weight).isSorted() && self.steps.all(s, self.steps.exists_one(t, t.weight == s.weight)))",
        message = "weights must rise from step to step")
public record PolicySpec(
        @Required
        @Size(min = 1, max = MOST_ROUTES)
        @JsonPropertyDescription("The VirtualServices that split the app's traffic. They move together.")
        List<RouteSpec> routes,

        @Size(max = MOST_STEPS)
        @JsonPropertyDescription(
                "The weights on the way to 100. Default: 10, 25 and 50, one minute each. The bake at 100 follows by itself.")
        List<StepSpec> steps,

        @Default("false")
        @JsonPropertyDescription(
                "Whether the evidence sets the weights instead of steps: from 0.1 % on, as fast as green proves itself.")
        Boolean autoSteps,

        @JsonPropertyDescription("Pre-flight: probing green and blue at weight 0.")
        StageSpec preflight,

        @JsonPropertyDescription("Bake: probing at weight 100 with blue still running.")
        StageSpec bake,

        @Size(max = GoDuration.LONGEST)
        @Pattern(GoDuration.PATTERN)
        @JsonDeserialize(using = GoDuration.Reader.class)
        @JsonSerialize(using = GoDuration.Writer.class)
        @JsonPropertyDescription(
                "How long a stage may take beyond its hold before the rollout is reverted. 1s to 7 days (168h). Default: 10m.")
        Duration progressDeadline,

        @JsonPropertyDescription("What health means.") HealthSpec health,

        @Default("Revert")
        @JsonPropertyDescription(
                "What to do when green is worse: Revert sends all traffic back to blue, Pause keeps the weight and waits for a person.")
        OnUnhealthy onUnhealthy,

        @JsonPropertyDescription("How many ready pods a version needs for its share of the traffic.")
        @JsonInclude(value = JsonInclude.Include.CUSTOM, valueFilter = CapacitySpec.Usual.class)
        CapacitySpec capacity,

        @Default("Keep")
        @JsonPropertyDescription("What becomes of blue's Deployment after the promotion: Keep or ScaleToZero.")
        ScaleDownPolicy blueAfter,

        @Default("10")
        @Min(0)
        @Max(1000)
        @JsonPropertyDescription(
                "Finished Rollouts to keep. The newest of each Deployment is always kept: it tells that this version was released already.")
        Integer historyLimit) {

    private static final int MOST_ROUTES = 16;
    private static final int MOST_STEPS = 50;
    private static final List<StepSpec> STEPS = List.of(step(10), step(25), step(50));

    /** Checks and fills in the defaults. */
    public PolicySpec(
            @Nullable List<RouteSpec> routes,
            @Nullable List<StepSpec> steps,
            @Nullable Boolean autoSteps,
            @Nullable StageSpec preflight,
            @Nullable StageSpec bake,
            @Nullable Duration progressDeadline,
            @Nullable HealthSpec health,
            @Nullable OnUnhealthy onUnhealthy,
            @Nullable CapacitySpec capacity,
            @Nullable ScaleDownPolicy blueAfter,
            @Nullable Integer historyLimit) {
        this.routes = SpecValidation.copy(routes, List.of(), "routes");
        this.autoSteps = SpecValidation.orElse(autoSteps, false);
        this.steps = SpecValidation.copy(steps, this.autoSteps ? List.of() : STEPS, "steps");
        this.preflight = SpecValidation.orElse(preflight, StageSpec.PREFLIGHT);
        this.bake = SpecValidation.orElse(bake, StageSpec.BAKE);
        this.progressDeadline = SpecValidation.orElse(progressDeadline, Duration.ofMinutes(10));
        this.health = SpecValidation.orElse(health, HealthSpec.usual());
        this.onUnhealthy = SpecValidation.orElse(onUnhealthy, OnUnhealthy.Revert);
        this.capacity = SpecValidation.orElse(capacity, CapacitySpec.usual());
        this.blueAfter = SpecValidation.orElse(blueAfter, ScaleDownPolicy.Keep);
        this.historyLimit = SpecValidation.orElse(historyLimit, 10);
        SpecValidation.between(this.routes.size(), 0, MOST_ROUTES, "routes.size");
        SpecValidation.between(this.steps.size(), 0, MOST_STEPS, "steps.size");
        SpecValidation.that(!this.routes.isEmpty(), "routes", "is empty; name at least one virtualService");
        SpecValidation.between(this.progressDeadline, Duration.ofSeconds(1), Duration.ofDays(7), "progressDeadline");
        SpecValidation.between(this.historyLimit, 0, 1000, "historyLimit");
        SpecValidation.that(
                !this.autoSteps || this.steps.isEmpty(),
                "steps",
                "are given, and autoSteps is true too; take out one of them");
        checkRoutesDiffer();
        checkWeightsRise();
    }

    /** A copy without the values of the probe's headers, which may be credentials. */
    public PolicySpec withoutHeaderValues() {
        return new PolicySpec(
                routes,
                steps,
                autoSteps,
                preflight,
                bake,
                progressDeadline,
                health.withoutHeaderValues(),
                onUnhealthy,
                capacity,
                blueAfter,
                historyLimit);
    }

    /** What works and that its author may not have meant, each with the cure. */
    public List<String> warnings() {
        return ProbeHeaders.warnings(health.probe().headers());
    }

    private void checkRoutesDiffer() {
        for (int i = 1; i < routes.size(); i++) {
            RouteRef named = routes.get(i).ref("");
            boolean seen = routes.subList(0, i).stream().anyMatch(r -> r.ref("").equals(named));
            SpecValidation.that(
                    !seen,
                    "routes[" + i + "]",
                    "names " + named.words() + " again; name each " + named.kind() + " once");
        }
    }

    private void checkWeightsRise() {
        for (int i = 1; i < steps.size(); i++) {
            int before = steps.get(i - 1).weight();
            int weight = steps.get(i).weight();
            SpecValidation.that(
                    weight > before,
                    "steps[" + i + "].weight",
                    "is " + weight + ", not above steps[" + (i - 1) + "] (" + before + "); weights must rise");
        }
    }

    private static StepSpec step(int weight) {
        return new StepSpec(weight, null, null);
    }
}
