package dev.sluice.policy;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What health means.
 *
 * @param probe the request that asks for it
 * @param maxErrorPercent share of failed probes, in percent, that green may have at most
 * @param window how far back failures count
 * @param minSample probes of green that a stage needs before it may be left
 */
public record HealthSpec(
        @JsonPropertyDescription("The request that asks a version for its health, through the ingress.")
        ProbeSpec probe,

        @Default("1")
        @Min(0)
        @Max(100)
        @JsonPropertyDescription(
                "Objective: the share of failed probes, in percent, that green may have. Above it, and worse than blue beyond chance, green is unhealthy.")
        Double maxErrorPercent,

        @Pattern(GoDuration.PATTERN)
        @JsonDeserialize(using = GoDuration.Reader.class)
        @JsonSerialize(using = GoDuration.Writer.class)
        @JsonPropertyDescription("How far back probes count. 2s to 10m. Default: 30s.")
        Duration window,

        @Default("20")
        @Min(1)
        @Max(10000)
        @JsonPropertyDescription("Probes of green that a stage needs before it may be left.")
        Integer minSample) {

    /** Checks and fills in the defaults. */
    public HealthSpec(
            @Nullable ProbeSpec probe,
            @Nullable Double maxErrorPercent,
            @Nullable Duration window,
            @Nullable Integer minSample) {
        this.probe = Check.orElse(probe, new ProbeSpec(null, null, null, null, null, null, null, null));
        this.maxErrorPercent = Check.orElse(maxErrorPercent, 1.0);
        this.window = Check.orElse(window, Duration.ofSeconds(30));
        this.minSample = Check.orElse(minSample, 20);
        Check.between(this.maxErrorPercent, 0, 100, "maxErrorPercent");
        Check.between(this.window, Duration.ofSeconds(2), Duration.ofMinutes(10), "window");
        Check.between(this.minSample, 1, 10_000, "minSample");
        double reach = this.probe.rate() * (this.window.toMillis() / 1000.0);
        Check.that(
                reach >= this.minSample,
                "minSample",
                "is " + this.minSample + ", but a window of " + GoDuration.format(this.window) + " at "
                        + this.probe.rate() + " probes a second holds " + (long) reach
                        + "; lower minSample, or raise probe.rate or window");
    }
}
