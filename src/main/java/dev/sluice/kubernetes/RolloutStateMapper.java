package dev.sluice.kubernetes;

import dev.sluice.api.TextSanitizer;
import dev.sluice.rollout.Outcome;
import dev.sluice.rollout.PauseCause;
import dev.sluice.rollout.RolloutState;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Between the recorded state and the fields of the status. */
final class RolloutStateMapper {
    /** How a state is written. */
    static final String STATES =
            "^(Preparing|Shifting|Holding|Paused|FailedOver|Reverting|Promoted|Reverted|Aborted|Superseded)$";

    /** How a cause is written: of a pause, or how a rollout ends. */
    static final String CAUSES = "^(User|Gate|Unhealthy|Obstacle|Promoted|Reverted|Aborted|Superseded)$";

    /** How a moment is written. */
    static final String INSTANT = "^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}(:[0-9]{2}([.][0-9]{1,9})?)?Z$";

    /** More than any plan has. */
    static final int MOST_STAGES = 100;

    /** More than any hold lasts: a year. */
    static final long MOST_MILLIS = 366L * 24 * 3600 * 1000;

    private static final int LONGEST_REASON = 2_000;
    private static final int LONGEST_INSTANT = 40;
    private static final Instant FIRST = Instant.parse("2000-01-01T00:00:00Z");
    private static final Instant LAST = Instant.parse("2200-01-01T00:00:00Z");

    private RolloutStateMapper() {}

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
                new Fields("Paused", s.stage(), null, since, s.cause().name(), line(s.why()));
            case RolloutState.FailedOver s ->
                new Fields(
                        "FailedOver",
                        s.stage(),
                        null,
                        since,
                        s.back().map(Enum::name).orElse(null),
                        line(s.why()));
            case RolloutState.Reverting s ->
                new Fields("Reverting", null, null, since, s.outcome().name(), line(s.reason()));
            case RolloutState.Finished s -> new Fields(s.outcome().name(), null, null, since, null, line(s.reason()));
        };
    }

    private static String line(String reason) {
        return TextSanitizer.line(reason, LONGEST_REASON);
    }

    /** A moment that a status records; one that no clock shows is none. */
    static Instant instant(@Nullable String text, String field) {
        if (text == null || text.length() > LONGEST_INSTANT) {
            throw new IllegalArgumentException(field + " is " + (text == null ? "missing" : "no time"));
        }
        Instant at = Instant.parse(text);
        if (at.isBefore(FIRST) || at.isAfter(LAST)) {
            throw new IllegalArgumentException(field + " is " + text);
        }
        return at;
    }

    /**
     * The state that a status records; empty when it records none.
     *
     * @param stages how many the plan has
     * @throws RuntimeException when it records what this version of Sluice does not know
     */
    static Optional<RolloutState> read(RolloutStatus status, int stages) {
        if (status.state() == null) {
            return Optional.empty();
        }
        Instant since = instant(status.since(), "since");
        Instant entered = status.entered() == null ? since : instant(status.entered(), "entered");
        int stage = status.stageIndex() == null ? 0 : status.stageIndex();
        if (stage < 0 || stage >= stages) {
            throw new IllegalArgumentException("stageIndex is " + stage + ", and the plan has " + stages + " stages");
        }
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
