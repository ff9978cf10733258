package dev.sluice.rollout;

import dev.sluice.api.CapacitySpec;
import dev.sluice.api.HealthSpec;
import dev.sluice.api.OnUnhealthy;
import dev.sluice.api.PolicySpec;
import dev.sluice.api.StepSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * The way from blue to green.
 *
 * @param stages at least one; weights rise; the last has weight 100
 * @param health what health means
 * @param deadline how long a stage may take beyond its hold
 * @param onUnhealthy what to do when green is worse
 * @param capacity how many pods green needs for its share
 */
public record Plan(
        List<Stage> stages, HealthSpec health, Duration deadline, OnUnhealthy onUnhealthy, CapacitySpec capacity) {
    /** Checks. */
    public Plan {
        stages = List.copyOf(stages);
        if (stages.isEmpty() || !stages.getLast().weight().equals(Weight.ALL)) {
            throw new IllegalArgumentException("a plan ends at weight 100");
        }
        for (int i = 1; i < stages.size(); i++) {
            if (stages.get(i).weight().compareTo(stages.get(i - 1).weight()) <= 0) {
                throw new IllegalArgumentException("weights must rise: " + stages);
            }
        }
    }

    /** One that asks of green's pods what is usual. */
    public Plan(List<Stage> stages, HealthSpec health, Duration deadline, OnUnhealthy onUnhealthy) {
        this(stages, health, deadline, onUnhealthy, CapacitySpec.usual());
    }

    /** The plan that a policy describes: pre-flight at 0, its steps, the bake at 100. */
    public static Plan of(PolicySpec policy) {
        List<Stage> stages = new ArrayList<>();
        Duration warmup = policy.health().probe().warmup();
        stages.add(new Stage(
                "PreFlight", Weight.NONE, warmup.plus(policy.preflight().hold()), false));
        if (policy.autoSteps()) {
            stages.addAll(AutoSteps.stages());
        }
        List<StepSpec> steps = policy.steps();
        for (int i = 0; i < steps.size(); i++) {
            stages.add(stage(steps.get(i), "Step " + (i + 1) + "/" + steps.size()));
        }
        if (!stages.getLast().weight().equals(Weight.ALL)) {
            stages.add(new Stage("Bake", Weight.ALL, policy.bake().hold(), false));
        }
        return of(policy, stages);
    }

    /** The plan for an app's first version: nothing serves yet, so green gets all the traffic at once. */
    public static Plan first(PolicySpec policy) {
        return of(policy, List.of(new Stage("First", Weight.ALL, Duration.ZERO, false)));
    }

    /** How long green is only warmed up: what is seen of it at the beginning of the pre-flight does not count. */
    public Duration warmup() {
        return health.probe().warmup();
    }

    /** The number of the last stage. */
    public int last() {
        return stages.size() - 1;
    }

    /** A stage by its number. */
    public Stage stage(int index) {
        return stages.get(index);
    }

    private static Plan of(PolicySpec policy, List<Stage> stages) {
        return new Plan(stages, policy.health(), policy.progressDeadline(), policy.onUnhealthy(), policy.capacity());
    }

    private static Stage stage(StepSpec step, String name) {
        return new Stage(name, Weight.ofPercent(step.weight()), step.hold(), step.pause());
    }
}
