package dev.sluice.cli.text;

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;

/** Numbers as people read them: as exact as they are of use. */
public final class NumberFormatter {
    /** Where there is no figure. */
    public static final String NONE = "-";

    private NumberFormatter() {}

    /** 0.5s, 12s, 10m5s, 2h27m. */
    public static String time(Duration duration) {
        double seconds = duration.toNanos() / 1e9;
        if (seconds < 9.95) {
            return trimmed(seconds) + "s";
        }
        long whole = Math.round(seconds);
        if (whole < 60) {
            return whole + "s";
        }
        if (whole < 3600) {
            return whole / 60 + "m" + (whole % 60 == 0 ? "" : whole % 60 + "s");
        }
        long minutes = Math.round(seconds / 60);
        return minutes / 60 + "h" + (minutes % 60 == 0 ? "" : minutes % 60 + "m");
    }

    /** The same; {@code never} when it does not end. */
    public static String time(Optional<Duration> duration) {
        return duration.map(NumberFormatter::time).orElse("never");
    }

    /** A share as a percentage with two digits: 12 %, 3.4 %, 0.21 %. */
    public static String percent(double share) {
        double percent = 100 * share;
        int digits = percent >= 9.95 ? 0 : percent >= 0.995 ? 1 : percent >= 0.0995 ? 2 : 3;
        return trailing(String.format(Locale.ROOT, "%." + digits + "f", percent)) + " %";
    }

    /** The same; a dash where there is none. */
    public static String percent(OptionalDouble share) {
        return share.isPresent() ? percent(share.getAsDouble()) : NONE;
    }

    /** 1,234; from a million on 1.2M. */
    public static String count(long number) {
        return number < 1_000_000
                ? String.format(Locale.ROOT, "%,d", number)
                : number < 1_000_000_000
                        ? String.format(Locale.ROOT, "%.1fM", number / 1e6)
                        : String.format(Locale.ROOT, "%,.1fG", number / 1e9);
    }

    /** A mean: what is less than half a request is not none. */
    public static String mean(double number) {
        return number == 0 ? "0" : number < 0.5 ? "<1" : count(Math.round(number));
    }

    /** As people write it: 100, 0.5. */
    public static String plain(double number) {
        return number == Math.rint(number) ? String.format(Locale.ROOT, "%,.0f", number) : Double.toString(number);
    }

    private static String trimmed(double number) {
        return trailing(String.format(Locale.ROOT, "%.1f", number));
    }

    private static String trailing(String number) {
        return number.contains(".") ? number.replaceAll("\\.?0+$", "") : number;
    }

    /** How long ago, as kubectl writes it, the older, the coarser: 45s, 5m12s, 42m, 3h7m, 19h, 2d4h, 30d. */
    public static String age(Duration duration) {
        long seconds = Math.max(0, duration.toSeconds());
        long minutes = seconds / 60;
        long hours = minutes / 60;
        long days = hours / 24;
        if (minutes < 2) {
            return seconds + "s";
        }
        if (minutes < 10) {
            return both(minutes, "m", seconds % 60, "s");
        }
        if (hours < 3) {
            return minutes + "m";
        }
        if (hours < 8) {
            return both(hours, "h", minutes % 60, "m");
        }
        if (days < 2) {
            return hours + "h";
        }
        return days < 8 ? both(days, "d", hours % 24, "h") : days + "d";
    }

    private static String both(long large, String unit, long small, String smaller) {
        return large + unit + (small == 0 ? "" : small + smaller);
    }
}
