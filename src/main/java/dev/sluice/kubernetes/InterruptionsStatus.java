package dev.sluice.kubernetes;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.sluice.rollout.Interruptions;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** When it was not certain in a hold that users had its weight. */
public record InterruptionsStatus(
        @Min(0) @JsonPropertyDescription("How many there were.")
        int times,

        @Min(0)
        @Max(RolloutStateMapper.MOST_MILLIS)
        @JsonPropertyDescription("How long those that are over lasted together, in milliseconds.")
        long lostMillis,

        @Pattern(RolloutStateMapper.INSTANT) @JsonPropertyDescription("Since when one lasts, ISO 8601.") @Nullable
        String since) {
    static @Nullable InterruptionsStatus of(Interruptions all) {
        return all.equals(Interruptions.NONE)
                ? null
                : new InterruptionsStatus(
                        all.times(),
                        all.lost().toMillis(),
                        all.since().map(Instant::toString).orElse(null));
    }

    /** None where none is recorded, as in a status of an older version. */
    static Interruptions read(@Nullable InterruptionsStatus status) {
        return status == null
                ? Interruptions.NONE
                : new Interruptions(
                        Math.max(0, status.times),
                        Duration.ofMillis(Math.clamp(status.lostMillis, 0, RolloutStateMapper.MOST_MILLIS)),
                        Optional.ofNullable(status.since)
                                .map(at -> RolloutStateMapper.instant(at, "interruptions.since")));
    }
}
