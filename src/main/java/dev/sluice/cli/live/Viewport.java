package dev.sluice.cli.live;

import dev.sluice.cli.text.TerminalOutput;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import picocli.CommandLine.Model.CommandSpec;

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

    /** The output as it is now; as wide as the terminal where there is one. */
    static Viewport of(CommandSpec spec) {
        TerminalOutput screen = TerminalOutput.of(spec);
        int width = TerminalOutput.terminal() ? Terminal.size().width() : screen.width();
        return new Viewport(
                width, 0, screen.colours(), charset().equals(StandardCharsets.UTF_8), ZoneId.systemDefault());
    }

    /** What the terminal was told by the locale. */
    static Charset charset() {
        String name =
                System.getProperty("stdout.encoding", Charset.defaultCharset().name());
        return Charset.isSupported(name) ? Charset.forName(name) : StandardCharsets.US_ASCII;
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

    /**
     * The signs of a drawing: by Unicode where the terminal knows it, else by ASCII.
     *
     * @param arrow between blue and green
     * @param done a good end
     * @param now here it is
     * @param stopped a bad end
     * @param ahead still to come
     * @param waits for a person
     * @param unknown nobody knows
     * @param blue fills blue's part of a bar
     * @param green fills green's part of a bar
     * @param track the empty part of a bar
     * @param more something is cut off
     * @param branch leads to a child
     * @param times how often
     * @param levels of a sparkline, from nothing at all to the most
     */
    record SymbolSet(
            String arrow,
            String done,
            String now,
            String stopped,
            String ahead,
            String waits,
            String unknown,
            String blue,
            String green,
            String track,
            String more,
            String branch,
            String times,
            String levels) {
        private static final SymbolSet UNICODE =
                new SymbolSet("→", "✓", "▶", "✗", "○", "‖", "?", "█", "▒", "·", "…", "└ ", "×", "·▁▂▃▄▅▆▇█");
        private static final SymbolSet ASCII =
                new SymbolSet("->", "+", ">", "x", "o", "=", "?", "#", ":", ".", "~", "`- ", "x", " _.-=+*#@");

        static SymbolSet of(boolean unicode) {
            return unicode ? UNICODE : ASCII;
        }

        /** Each value as one character; the largest of all, or {@code most} where that is more, is the highest. */
        String spark(double[] values, double most) {
            StringBuilder text = new StringBuilder();
            int steps = levels.length() - 1;
            for (double value : values) {
                int level = value <= 0 || most <= 0 ? 0 : (int) Math.clamp(Math.ceil(value / most * steps), 1, steps);
                text.append(levels.charAt(level));
            }
            return text.toString();
        }
    }
}
