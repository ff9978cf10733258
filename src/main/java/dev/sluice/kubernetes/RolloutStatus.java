package dev.sluice.kubernetes;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.crd.generator.annotation.PrinterColumn;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Size;
import io.fabric8.kubernetes.api.model.Condition;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where a release stands. {@code state}, {@code stageIndex}, {@code entered}, {@code since},
 * {@code observedAt}, {@code cause}, {@code reason}, {@code planDigest} and {@code interruptions} are the recorded state that a restarted controller goes on from; the rest is for people.
 */
public record RolloutStatus(
        @PrinterColumn(name = "STATE")
        @Pattern(RolloutStateMapper.STATES)
        @JsonPropertyDescription(
                "Preparing, Shifting, Holding, Paused, FailedOver, Reverting, Promoted, Reverted, Aborted or Superseded.")
        @Nullable
        String state,

        @PrinterColumn(name = "STAGE")
        @JsonPropertyDescription("The stage in words: PreFlight, Step 2/3 or Bake.")
        @Nullable
        String stage,

        @Min(0)
        @Max(RolloutStateMapper.MOST_STAGES)
        @JsonPropertyDescription("The stage's number, from 0 (the pre-flight).")
        @Nullable
        Integer stageIndex,

        @Pattern(RolloutStateMapper.INSTANT) @JsonPropertyDescription("When the stage was entered, ISO 8601.") @Nullable
        String entered,

        @Pattern(RolloutStateMapper.INSTANT) @JsonPropertyDescription("Since when the state lasts, ISO 8601.") @Nullable
        String since,

        @Pattern(RolloutStateMapper.INSTANT)
        @JsonPropertyDescription(
                "When the status was last written, ISO 8601. After a gap the time in between counts as unseen.")
        @Nullable
        String observedAt,

        @Pattern(RolloutStateMapper.CAUSES)
        @JsonPropertyDescription("Why the rollout is paused or how it ends.")
        @Nullable
        String cause,

        @JsonPropertyDescription("What led to the revert or to the end.") @Nullable
        String reason,

        @PrinterColumn(name = "ASKED")
        @JsonPropertyDescription("Green's weight that was asked for, in percent.")
        @Nullable
        Double weightAsked,

        @PrinterColumn(name = "SEEN")
        @JsonPropertyDescription("Green's weight that every ingress gateway was seen to serve, in percent.")
        @Nullable
        Double weightSeen,

        @PrinterColumn(name = "MESSAGE") @JsonPropertyDescription("What goes on, in one line.") @Nullable
        String message,

        @JsonPropertyDescription("What the stage has counted, and what the rollout has proven.") @Nullable
        EvidenceStatus evidence,

        @JsonPropertyDescription(
                "Conditions: Ready, Reconciling, Stalled; ForeignWrites while someone else writes over the weights.")
        @Nullable
        List<Condition> conditions,

        @Size(max = 100) @JsonPropertyDescription("The last decisions, newest last.") @Nullable
        List<JournalEntry> journal,

        @JsonPropertyDescription("The generation of the spec that the status speaks of.") @Nullable
        Long observedGeneration,

        @Size(max = 100)
        @JsonPropertyDescription(
                "Digest of the plan with which the release began; nothing is done by another one. Part of the recorded state.")
        @Nullable
        String planDigest,

        @JsonPropertyDescription(
                "Ready pods of blue that carry all the traffic: as many as when the release began, or more later.")
        @Nullable
        Integer bluePods,

        @JsonPropertyDescription(
                "What the rollout met, second by second, once it is over: for sluice replay, or base64 -d | gunzip.")
        @Nullable
        String recording,

        @JsonPropertyDescription(
                "When it was not certain in this hold that users had its weight; part of the recorded state.")
        @Nullable
        InterruptionsStatus interruptions,

        @JsonPropertyDescription("What people look at while it goes on; nothing is decided by it.") @Nullable
        LiveStatus live) {
    /** The same for who shows many: the recording is the largest part by far. */
    public RolloutStatus withoutRecording() {
        return new RolloutStatus(
                state,
                stage,
                stageIndex,
                entered,
                since,
                observedAt,
                cause,
                reason,
                weightAsked,
                weightSeen,
                message,
                evidence,
                conditions,
                journal,
                observedGeneration,
                planDigest,
                bluePods,
                null,
                interruptions,
                live);
    }
}
