package dev.sluice.notification;

import dev.sluice.rollout.Decision;
import dev.sluice.rollout.RolloutEvent;
import dev.sluice.rollout.RolloutEvent.Notice;
import java.util.Locale;
import java.util.Optional;

/** When people are told. */
public enum NotificationType {
    /** A release begins. */
    Started(Tone.Calm, "\u25B6"),
    /** Green has all the traffic for good. */
    Promoted(Tone.Good, "\u2705"),
    /** All traffic is back on blue, because green was worse or too late. */
    Reverted(Tone.Bad, "\u23EA"),
    /** All traffic is back on blue, because someone wanted it. */
    Aborted(Tone.Wait, "\u23F9"),
    /** All traffic is back on blue, because green itself was changed; a new release follows. */
    Superseded(Tone.Calm, "\u23ED"),
    /** Nothing goes on before a person says so: a gate, or a green that is worse. */
    Paused(Tone.Wait, "\u23F8"),
    /** Something keeps the release from going on that a person may have to mend. */
    Stalled(Tone.Bad, "\u26A0"),
    /** Users' requests are not counted; probes judge alone. */
    Blind(Tone.Wait, "\u26A0");

    private final Tone tone;
    private final String sign;

    NotificationType(Tone tone, String sign) {
        this.tone = tone;
        this.sign = sign;
    }

    /** One character that is seen before anything is read. */
    String sign() {
        return sign;
    }

    /** How it sounds. */
    public Tone tone() {
        return tone;
    }

    /** Whether it calls nobody. */
    boolean calm() {
        return tone == Tone.Calm || tone == Tone.Good;
    }

    /** As the type of a CloudEvent ends: in lower case. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The occasion that an event is; empty when nobody is told. What is told of a Rollout is not told of its Deployment and its policy too. */
    static Optional<NotificationType> of(RolloutEvent event) {
        if (!event.kind().equals("Rollout")) {
            return Optional.empty();
        }
        return switch (event.cause()) {
            case RolloutEvent.Transition moved -> of(moved);
            case Notice notice ->
                switch (notice) {
                    case Stalled -> Optional.of(Stalled);
                    case UsersNotCounted -> Optional.of(Blind);
                    case Remark -> Optional.empty();
                };
        };
    }

    private static Optional<NotificationType> of(RolloutEvent.Transition moved) {
        return switch (moved.decision()) {
            case Decision.Enter _ -> moved.begins() ? Optional.of(Started) : Optional.empty();
            case Decision.FailOver _ -> Optional.of(Stalled);
            case Decision.Pause pause ->
                switch (pause.cause()) {
                    case Gate, Unhealthy -> Optional.of(Paused);
                    case Obstacle -> Optional.of(Stalled);
                    case User -> Optional.empty();
                };
            case Decision.Finish end ->
                Optional.of(
                        switch (end.outcome()) {
                            case Promoted -> Promoted;
                            case Reverted -> Reverted;
                            case Aborted -> Aborted;
                            case Superseded -> Superseded;
                        });
            case Decision.Wait _,
                    Decision.Hold _,
                    Decision.Interrupt _,
                    Decision.Resume _,
                    Decision.Restart _,
                    Decision.Revert _ -> Optional.empty();
        };
    }

    /** How a message sounds, and what it looks like where there are colours. */
    public enum Tone {
        /** For whoever follows along. */
        Calm(0x3B82F6, "accent"),
        /** It went well. */
        Good(0x16A34A, "good"),
        /** Someone may have to decide. */
        Wait(0xD97706, "warning"),
        /** It went wrong. */
        Bad(0xDC2626, "attention");

        private final int colour;
        private final String style;

        Tone(int colour, String style) {
            this.colour = colour;
            this.style = style;
        }

        int colour() {
            return colour;
        }

        /** The name of an Adaptive Card's container style. */
        String style() {
            return style;
        }
    }
}
