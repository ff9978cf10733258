package dev.sluice.cli.live;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/**
 * What is drawn on.
 *
 * @param width characters of a line
 * @param height lines; 0 for as many as there are
 * @param colours whether it shows colours
 * @param unicode whether it shows more than ASCII
 * @param zone in which people read the clock
 */
public record Viewport(int width, int height, boolean colours, boolean unicode, ZoneId zone) {
    /** The least that makes sense. */
    public static final int NARROWEST = 40;

    private static final DateTimeFormatter CLOCK = DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT);

    /** Checks. */
    public Viewport {
        width = Math.max(NARROWEST, width);
    }

    /** The same at another size. */
    Viewport sized(int columns, int rows) {
        return new Viewport(columns, rows, colours, unicode, zone);
    }

    SymbolSet glyphs() {
        return SymbolSet.of(unicode);
    }

    String clock(Instant at) {
        return CLOCK.format(at.atZone(zone));
    }

    /** The same of what a status says; as it stands there where it is no time. */
    String clock(String at) {
        try {
            return clock(Instant.parse(at));
        } catch (DateTimeException e) {
            return at;
        }
    }
}
