package dev.sluice.cli.text;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Locale;

/** Times as people write them on a command line. */
public final class Durations {
    private Durations() {}

    /**
     * Reads 30s, 2m or 1h30m.
     *
     * @param option whose value it is, for the message
     * @throws IllegalArgumentException when it is none; the message names the option and the cure
     */
    public static Duration of(String option, String text) {
        try {
            Duration time = Duration.parse("PT" + text.toUpperCase(Locale.ROOT));
            if (!time.isNegative()) {
                return time;
            }
        } catch (DateTimeParseException e) {
            // Told below.
        }
        throw new IllegalArgumentException(option + " is \"" + text + "\"; write it as in 30s or 2m");
    }
}
