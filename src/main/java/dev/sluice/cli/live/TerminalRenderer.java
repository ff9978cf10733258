package dev.sluice.cli.live;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Turns drawings into what a terminal has to be sent: only the lines that differ from those it shows, in one go. */
final class TerminalRenderer {
    private static final String BEGIN = "\u001b[?2026h";
    private static final String END = "\u001b[?2026l";
    private static final String CLEAR_LINE = "\u001b[K";
    private static final Pattern COLOUR = Pattern.compile("\u001b\\[[0-9;]*m");

    private List<String> shown = List.of();
    private boolean clear;

    /** The next drawing is sent whole: the terminal has another size. */
    void forget() {
        shown = List.of();
        clear = true;
    }

    /**
     * What to send; empty when it shows this already.
     *
     * @param width of the terminal: behind a line that fills it there is nothing to clear, and its last character would go instead
     */
    String update(List<String> lines, int width) {
        StringBuilder text = new StringBuilder();
        if (clear) {
            text.append("\u001b[2J");
            clear = false;
        }
        for (int i = 0; i < Math.max(lines.size(), shown.size()); i++) {
            String line = i < lines.size() ? lines.get(i) : "";
            if (i >= shown.size() || !line.equals(shown.get(i))) {
                text.append("\u001b[").append(i + 1).append(";1H").append(line);
                if (COLOUR.matcher(line).replaceAll("").length() < width) {
                    text.append(CLEAR_LINE);
                }
            }
        }
        shown = new ArrayList<>(lines);
        // A terminal that knows how shows all of it at once.
        return text.isEmpty() ? "" : BEGIN + text + END;
    }
}
