package dev.sluice.cli.text;

import java.time.Duration;

/** How long ago, as kubectl writes it: the older, the coarser. */
public final class RelativeTime {
    private RelativeTime() {}

    /** 45s, 5m12s, 42m, 3h7m, 19h, 2d4h, 30d. */
    public static String of(Duration duration) {
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
