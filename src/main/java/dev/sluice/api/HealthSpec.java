package dev.sluice.api;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What health means.
 *
 * @param probe the request that asks for it
 * @param gatewayTelemetry whether users' own requests count, as the ingress gateways count them
 * @param maxErrorPercent share of failed requests, in percent, that green may have at most; 100 for any
 * @param maxErrorsTimesBlue how many times as often as blue green may fail; 0 for any
 * @param latency how slow green may be
 * @param minSample probes of green that a stage needs before it may be left
 * @param alpha the chance that a green that is as good as blue is reverted; everything that is tested in a rollout shares it
 */
public record HealthSpec(
        @JsonPropertyDescription("The request that asks a version for its health, through the ingress.")
        ProbeSpec probe,

        @Default("true")
        @JsonPropertyDescription(
                "Whether users' own requests count as evidence, as the ingress gateways count them. Needs no Prometheus server.")
        Boolean gatewayTelemetry,

        @Default("1")
        @Min(0)
        @Max(100)
        @JsonPropertyDescription(
                "Objective: the share of failed requests, in percent, that green may have, unless blue breaches it too. 100 for any.")
        Double maxErrorPercent,

        @Default("1")
        @Min(0)
        @Max(100)
        @JsonPropertyDescription(
                "How many times as often as blue green may fail. 1 to 100, or 0 for any. More than that, beyond chance, is unhealthy, even within the objective.")
        Double maxErrorsTimesBlue,

        @JsonPropertyDescription("How slow green may be.") LatencySpec latency,

        @Default("20")
        @Min(1)
        @Max(10000)
        @JsonPropertyDescription("Probes of green that a stage needs before it may be left.")
        Integer minSample,

        @Default("0.001")
        @Min(0.000001)
        @Max(0.05)
        @JsonPropertyDescription(
                "Sensitivity: the chance, for a whole rollout, that a green as good as blue is reverted. Smaller is more patient. 0.000001 to 0.05.")
        Double alpha) {
    /** Checks and fills in the defaults. */
    public HealthSpec(
            @Nullable ProbeSpec probe,
            @Nullable Boolean gatewayTelemetry,
            @Nullable Double maxErrorPercent,
            @Nullable Double maxErrorsTimesBlue,
            @Nullable LatencySpec latency,
            @Nullable Integer minSample,
            @Nullable Double alpha) {
        this.probe = SpecValidation.orElse(probe, new ProbeSpec(null, null, null, null, null, null, null, null));
        this.gatewayTelemetry = SpecValidation.orElse(gatewayTelemetry, true);
        this.maxErrorPercent = SpecValidation.orElse(maxErrorPercent, 1.0);
        this.maxErrorsTimesBlue = SpecValidation.orElse(maxErrorsTimesBlue, 1.0);
        this.latency = SpecValidation.orElse(latency, LatencySpec.DEFAULT);
        this.minSample = SpecValidation.orElse(minSample, 20);
        this.alpha = SpecValidation.orElse(alpha, 0.001);
        SpecValidation.between(this.maxErrorPercent, 0, 100, "maxErrorPercent");
        SpecValidation.timesOrOff(this.maxErrorsTimesBlue, "maxErrorsTimesBlue");
        SpecValidation.between(this.minSample, 1, 10_000, "minSample");
        SpecValidation.between(this.alpha, 0.000001, 0.05, "alpha");
        Duration timeout = this.probe.timeout();
        this.latency
                .objective()
                .ifPresent(p99 -> SpecValidation.that(
                        p99.compareTo(timeout) < 0,
                        "latency.p99",
                        "is " + GoDuration.format(p99) + ", not below probe.timeout (" + GoDuration.format(timeout)
                                + "), beyond which a probe fails; lower p99 or raise probe.timeout"));
    }

    /** A copy without the values of the probe's headers. */
    HealthSpec withoutHeaderValues() {
        return new HealthSpec(
                probe.withoutHeaderValues(),
                gatewayTelemetry,
                maxErrorPercent,
                maxErrorsTimesBlue,
                latency,
                minSample,
                alpha);
    }

    /** All defaults. */
    public static HealthSpec usual() {
        return new HealthSpec(null, null, null, null, null, null, null);
    }
}
