package dev.sluice.store;

import dev.sluice.rollout.Outcome;
import dev.sluice.rollout.PauseCause;
import dev.sluice.rollout.RolloutState;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Between the recorded state and the fields of the status. */
final class StateCodec {
    private StateCodec() {}

    /** The fields of the status that a state needs. */
    record Fields(
            String state,
            @Nullable Integer stageIndex,
            @Nullable String entered,
            String since,
            @Nullable String cause,
            @Nullable String reason,
            @Nullable InterruptionsStatus interruptions) {
        private Fields(
                String state,
                @Nullable Integer stageIndex,
                @Nullable String entered,
                String since,
                @Nullable String cause,
                @Nullable String reason) {
            this(state, stageIndex, entered, since, cause, reason, null);
        }
    }

    static Fields write(RolloutState state) {
        String since = state.since().toString();
        return switch (state) {
            case RolloutState.Preparing _ -> new Fields("Preparing", null, null, since, null, null);
            case RolloutState.Shifting s ->
                new Fields("Shifting", s.stage(), s.entered().toString(), since, null, null);
            case RolloutState.Holding s ->
                new Fields(
                        "Holding",
                        s.stage(),
                        s.entered().toString(),
                        since,
                        null,
                        null,
                        InterruptionsStatus.of(s.interruptions()));
            case RolloutState.Paused s ->
                new Fields("Paused", s.stage(), null, since, s.cause().name(), s.why());
            case RolloutState.FailedOver s ->
                new Fields(
                        "FailedOver",
                        s.stage(),
                        null,
                        since,
                        s.back().map(Enum::name).orElse(null),
                        s.why());
            case RolloutState.Reverting s ->
                new Fields("Reverting", null, null, since, s.outcome().name(), s.reason());
            case RolloutState.Finished s -> new Fields(s.outcome().name(), null, null, since, null, s.reason());
        };
    }

    /** The state that a status records; empty when it records none. */
    static Optional<RolloutState> read(RolloutStatus status) {
        if (status.state() == null || status.since() == null) {
            return Optional.empty();
        }
        Instant since = Instant.parse(status.since());
        Instant entered = status.entered() == null ? since : Instant.parse(status.entered());
        int stage = status.stageIndex() == null ? 0 : status.stageIndex();
        String reason = status.reason() == null ? "" : status.reason();
        return Optional.of(
                switch (status.state()) {
                    case "Preparing" -> new RolloutState.Preparing(since);
                    case "Shifting" -> new RolloutState.Shifting(stage, entered, since);
                    case "Holding" ->
                        new RolloutState.Holding(
                                stage, entered, since, InterruptionsStatus.read(status.interruptions()));
                    case "Paused" -> new RolloutState.Paused(stage, PauseCause.valueOf(cause(status)), reason, since);
                    case "FailedOver" ->
                        new RolloutState.FailedOver(
                                stage, Optional.ofNullable(status.cause()).map(Outcome::valueOf), reason, since);
                    case "Reverting" -> new RolloutState.Reverting(Outcome.valueOf(cause(status)), reason, since);
                    default -> new RolloutState.Finished(Outcome.valueOf(status.state()), reason, since);
                });
    }

    private static String cause(RolloutStatus status) {
        return status.cause() == null ? "" : status.cause();
    }
}
