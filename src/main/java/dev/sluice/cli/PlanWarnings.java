package dev.sluice.cli;

import dev.sluice.api.CapacityRule;
import dev.sluice.api.HealthSpec;
import dev.sluice.api.OnUnhealthy;
import dev.sluice.cli.text.NumberFormatter;
import dev.sluice.rollout.RequiredSampleSize;
import dev.sluice.rollout.StageForecast;
import java.util.ArrayList;
import java.util.List;

/** What a policy's author may not have meant. */
final class PlanWarnings {
    private PlanWarnings() {}

    static List<String> of(PlannedPolicy planned) {
        HealthSpec health = planned.forecast().plan().health();
        List<String> warnings = new ArrayList<>();
        planned.forecast().stages().stream()
                .filter(StageForecast::hopeless)
                .map(stage -> hopeless(stage, health))
                .forEach(warnings::add);
        if (planned.forecast().plan().onUnhealthy() == OnUnhealthy.Pause) {
            warnings.add("onUnhealthy is Pause: green keeps its weight, errors and all, until a person decides.");
        }
        if (planned.forecast().plan().capacity().rule() == CapacityRule.Ignore) {
            warnings.add("capacity.rule is Ignore: green gets each weight however few pods it has.");
        }
        if (!health.gatewayTelemetry()) {
            warnings.add("health.gatewayTelemetry is false: a fault that no probe meets is not noticed.");
        }
        planned.policy().spec().warnings().forEach(warning -> warnings.add(warning + "."));
        return warnings;
    }

    private static String hopeless(StageForecast stage, HealthSpec health) {
        RequiredSampleSize need = stage.need();
        String what = need.users() > 0
                ? NumberFormatter.count(need.users()) + " user requests to green"
                : NumberFormatter.count(need.probes()) + " probes at "
                        + health.probe().rate() + " a second";
        return stage.stage().name() + " can never be passed: it needs " + what + ", and is reverted "
                + NumberFormatter.time(stage.latest()) + " after it began. Raise progressDeadline"
                + (need.users() > 0 ? "." : " or health.probe.rate, or lower health.minSample.");
    }
}
