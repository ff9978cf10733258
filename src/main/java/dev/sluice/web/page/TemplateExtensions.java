package dev.sluice.web.page;

import dev.sluice.analysis.VersionRole;
import dev.sluice.kubernetes.StoredPolicy;
import dev.sluice.rollout.Weight;
import dev.sluice.view.EvidenceGauge;
import dev.sluice.view.RolloutDisplay;
import dev.sluice.view.Severity;
import dev.sluice.view.StageStep;
import io.quarkus.qute.TemplateExtension;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;

/** How templates put things into words. */
@TemplateExtension
final class TemplateExtensions {
    private static final DateTimeFormatter CLOCK =
            DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);
    private static final double EXACT_BELOW = 10;

    private TemplateExtensions() {}

    /** A number and its % stay on one line. */
    static String tied(String text) {
        return text.replace(" %", "\u00a0%");
    }

    /** A weight, tied. */
    static String text(Weight weight) {
        return tied(weight.toString());
    }

    /** What is left for blue. */
    static Weight rest(Weight weight) {
        return new Weight(Weight.ALL.permille() - weight.permille());
    }

    /** Green's weight as far as it is known to be served, or else what was asked for. */
    static Weight shown(RolloutDisplay display) {
        return display.seen().orElse(display.asked());
    }

    /** Whether what is served is not yet what was asked for. */
    static boolean moving(RolloutDisplay display) {
        return !display.over() && !display.seen().map(display.asked()::equals).orElse(false);
    }

    /** A word for styles. */
    static String word(Severity tone) {
        return tone.name().toLowerCase(Locale.ROOT);
    }

    /** So that nobody depends on telling colours apart. */
    static String sign(Severity tone) {
        return switch (tone) {
            case Calm -> "▶";
            case Good -> "✓";
            case Bad -> "↩";
            case Wait -> "❚❚";
        };
    }

    /** A word for styles. */
    static String word(VersionRole role) {
        return role.name().toLowerCase(Locale.ROOT);
    }

    /** A word for styles. */
    static String word(StageStep.Mark mark) {
        return mark.name().toLowerCase(Locale.ROOT);
    }

    /** For those who hear the page. */
    static String told(StageStep.Mark mark) {
        return switch (mark) {
            case Done -> "done";
            case Now -> "now";
            case Stopped -> "stopped here";
            case Ahead -> "not reached";
        };
    }

    /** How much of the stage is over, in percent. */
    static long filled(StageStep station) {
        return switch (station.mark()) {
            case Done, Stopped -> 100;
            case Ahead -> 0;
            case Now -> Math.round(100 * station.progress().orElse(0.0));
        };
    }

    /** When it ended, or else when it began. */
    static Instant when(RolloutDisplay display) {
        return display.ended().orElse(display.created());
    }

    /** What goes wrong with green in this stage, in few words; empty when nothing does. */
    static String failing(RolloutDisplay display) {
        long failed = display.probes().greenFailed() + display.users().greenFailed();
        return failed == 0 ? "" : grouped(failed) + " failed";
    }

    /** How much of the hold is left. */
    static String remaining(Duration left) {
        return left.isZero() ? "deciding" : brief(Duration.ofSeconds(Math.ceilDiv(left.toMillis(), 1000))) + " left";
    }

    /** How far the evidence is, in percent. */
    static long percent(EvidenceGauge meter) {
        return Math.round(100 * meter.share());
    }

    /** Whether a policy can be used, as far as is known. */
    static PolicyReadiness fitness(StoredPolicy policy) {
        return PolicyReadiness.of(policy);
    }

    /** What is wrong with a policy, or what Sluice says of it. */
    static String words(StoredPolicy policy) {
        return policy.problem().isEmpty()
                ? policy.status()
                        .flatMap(status -> Optional.ofNullable(status.message()))
                        .orElse("Sluice has not looked at it yet.")
                : policy.problem();
    }

    /** A share as a percentage, as exact as it is of use. */
    static String percentage(OptionalDouble share) {
        if (share.isEmpty()) {
            return "–";
        }
        double percent = 100 * share.getAsDouble();
        return (percent >= 9.95 ? Long.toString(Math.round(percent)) : number(percent)) + " %";
    }

    /** A mean: what is less than half a request is not none. */
    static String mean(double number) {
        return number == 0 ? "0" : number < 0.5 ? "<1" : grouped(Math.round(number));
    }

    /** The time of day of a moment in ISO 8601. */
    static String clock(String at) {
        return clock(Instant.parse(at));
    }

    /** The time of day where nobody knows the reader's clock yet. */
    static String clock(Instant at) {
        return CLOCK.format(at);
    }

    /** 0.5s, 12s, 10m5s, 2h27m. */
    static String brief(Duration duration) {
        double seconds = duration.toNanos() / 1e9;
        if (seconds < EXACT_BELOW) {
            return number(seconds) + "s";
        }
        long whole = Math.round(seconds);
        if (whole < 60) {
            return whole + "s";
        }
        return whole < 3600
                ? whole / 60 + "m" + (whole % 60 == 0 ? "" : whole % 60 + "s")
                : whole / 3600 + "h" + (whole / 60 % 60 == 0 ? "" : whole / 60 % 60 + "m");
    }

    /** Whole milliseconds. */
    static String millis(Duration duration) {
        return duration.isZero() ? "–" : Math.max(1, duration.toMillis()) + " ms";
    }

    /** 1,234. */
    static String grouped(int number) {
        return grouped((long) number);
    }

    /** 1,234. */
    static String grouped(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    /** As short as it can be: 12, 0.5. */
    static String number(double value) {
        double rounded = Math.round(value * 10) / 10.0;
        return rounded == Math.rint(rounded) ? Long.toString((long) rounded) : Double.toString(rounded);
    }

    /** Odds as people say them. */
    static String odds(double odds) {
        return odds < 10 ? number(odds) : odds >= 1e9 ? "over a billion" : grouped(Math.round(odds));
    }
}
