package dev.sluice.kubernetes;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.crd.generator.annotation.PrinterColumn;
import io.fabric8.kubernetes.api.model.Condition;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What Sluice makes of a policy.
 *
 * @param observedGeneration the generation of the spec that the conditions speak of
 * @param ready {@code True} when the policy can be used; the same as the Ready condition, for the printer column
 * @param message what is wrong and the cure, or what goes on
 * @param conditions kstatus conditions
 */
public record PolicyStatus(
        @JsonPropertyDescription("The generation of the spec that the conditions speak of.") @Nullable
        Long observedGeneration,

        @PrinterColumn(name = "READY") @JsonPropertyDescription("True when the policy can be used.") @Nullable
        String ready,

        @PrinterColumn(name = "MESSAGE")
        @JsonPropertyDescription("What is wrong and the cure, or what goes on.")
        @Nullable
        String message,

        @JsonPropertyDescription("Conditions: Ready, Reconciling, Stalled.") @Nullable
        List<Condition> conditions) {}
