package dev.sluice.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Size;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How slow green may be.
 *
 * @param maxTimesBlue how many times blue's latency green's may be at the median, the 90th and the 99th percentile; 0 for any
 * @param p99 objective: the latency that 99 of 100 requests keep; null for none
 * @param minDifference how much slower than blue, in absolute time, green may always be
 * @param warmup for how long, counted from the first weight above 0, slowness holds the step and does not revert, unless it is gross
 */
public record LatencySpec(
        @Default("1.5")
        @Min(0)
        @Max(100)
        @JsonPropertyDescription(
                "How many times blue's latency green's may be, at the median, the 90th and the 99th percentile. 1 to 100, or 0 for any.")
        Double maxTimesBlue,

        @Size(max = GoDuration.LONGEST)
        @Pattern(GoDuration.PATTERN)
        @JsonDeserialize(using = GoDuration.Reader.class)
        @JsonSerialize(using = GoDuration.Writer.class)
        @JsonPropertyDescription(
                "Objective: the latency that 99 of 100 requests keep. Blue breaching it too is no evidence against green. 1ms to 30s. Default: none.")
        @JsonInclude(JsonInclude.Include.NON_NULL)
        @Nullable
        Duration p99,

        @Size(max = GoDuration.LONGEST)
        @Pattern(GoDuration.PATTERN)
        @JsonDeserialize(using = GoDuration.Reader.class)
        @JsonSerialize(using = GoDuration.Writer.class)
        @JsonPropertyDescription(
                "How much slower than blue green may always be: below this difference nothing is called slow, whatever the multiple. 0s to 30s. Default: 10ms.")
        Duration minDifference,

        @Size(max = GoDuration.LONGEST)
        @Pattern(GoDuration.PATTERN)
        @JsonDeserialize(using = GoDuration.Reader.class)
        @JsonSerialize(using = GoDuration.Writer.class)
        @JsonPropertyDescription(
                "How long green may take to warm up, from the first weight above 0 on: being slow then holds the step and does not revert, unless it is gross and not fading. 0s to 10m. Default: 1m.")
        Duration warmup) {
    static final LatencySpec DEFAULT = new LatencySpec(null, null, null, null);

    /** Checks and fills in the defaults. */
    public LatencySpec(
            @Nullable Double maxTimesBlue,
            @Nullable Duration p99,
            @Nullable Duration minDifference,
            @Nullable Duration warmup) {
        this.maxTimesBlue = SpecValidation.orElse(maxTimesBlue, 1.5);
        this.p99 = p99;
        this.minDifference = SpecValidation.orElse(minDifference, Duration.ofMillis(10));
        this.warmup = SpecValidation.orElse(warmup, Duration.ofSeconds(60));
        SpecValidation.timesOrOff(this.maxTimesBlue, "maxTimesBlue");
        SpecValidation.between(this.minDifference, Duration.ZERO, Duration.ofSeconds(30), "minDifference");
        SpecValidation.between(this.warmup, Duration.ZERO, Duration.ofMinutes(10), "warmup");
        if (p99 != null) {
            SpecValidation.between(p99, Duration.ofMillis(1), Duration.ofSeconds(30), "p99");
        }
    }

    /** The objective, when there is one. */
    public Optional<Duration> objective() {
        return Optional.ofNullable(p99);
    }
}
