package dev.sluice.cli;

import dev.sluice.api.CapacityRule;
import dev.sluice.api.HealthSpec;
import dev.sluice.api.OnUnhealthy;
import dev.sluice.cli.text.NumberFormatter;
import dev.sluice.rollout.Forecast;
import dev.sluice.rollout.RequiredSampleSize;
import dev.sluice.rollout.StageForecast;
import java.util.ArrayList;
import java.util.List;

/**
 * A policy and what to expect of it.
 *
 * @param policy the policy
 * @param forecast what to expect
 * @param rpsGiven whether the user said how many requests there are
 */
record PlannedPolicy(PolicyFiles.NamedPolicy policy, Forecast forecast, boolean rpsGiven) {
    /** What a policy's author may not have meant. */
    List<String> warnings() {
        HealthSpec health = forecast.plan().health();
        List<String> warnings = new ArrayList<>();
        forecast.stages().stream()
                .filter(StageForecast::hopeless)
                .map(stage -> hopeless(stage, health))
                .forEach(warnings::add);
        if (forecast.plan().onUnhealthy() == OnUnhealthy.Pause) {
            warnings.add("onUnhealthy is Pause: green keeps its weight, errors and all, until a person decides.");
        }
        if (forecast.plan().capacity().rule() == CapacityRule.Ignore) {
            warnings.add("capacity.rule is Ignore: green gets each weight however few pods it has.");
        }
        if (!health.gatewayTelemetry()) {
            warnings.add("health.gatewayTelemetry is false: a fault that no probe meets is not noticed.");
        }
        policy.spec().warnings().forEach(warning -> warnings.add(warning + "."));
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
