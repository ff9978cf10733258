package dev.sluice.cli.text;

import dev.sluice.api.TextSanitizer;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** Rows of text under a heading, as kubectl prints them: columns to the left, three spaces apart. */
public final class TextTable {
    private static final String GAP = "   ";
    private final List<List<Cell>> rows = new ArrayList<>();

    /**
     * One field.
     *
     * @param text what it says
     * @param paint how it looks
     */
    public record Cell(String text, AnsiStyle paint) {
        /** On one line, whatever the cluster says. */
        public Cell {
            text = TextSanitizer.line(text);
        }

        /** Plain text. */
        public static Cell of(String text) {
            return new Cell(text, AnsiStyle.Plain);
        }
    }

    /** Adds the heading. */
    public TextTable heading(String... names) {
        rows.add(List.of(names).stream()
                .map(name -> new Cell(name, AnsiStyle.Bold))
                .toList());
        return this;
    }

    /** Adds a row, as long as all others. */
    public TextTable row(List<Cell> cells) {
        rows.add(List.copyOf(cells));
        return this;
    }

    /** All rows, each with its line break; empty without rows. */
    public String text(TerminalOutput screen) {
        int[] widths = widths();
        StringBuilder text = new StringBuilder();
        rows.forEach(row -> text.append(line(row, widths, screen)).append('\n'));
        return text.toString();
    }

    /** One more row below what is printed already, in the same columns as far as it fits. */
    public String added(List<Cell> row, TerminalOutput screen) {
        row(row);
        return line(row, widths(), screen) + "\n";
    }

    private int[] widths() {
        int columns = rows.isEmpty() ? 0 : rows.getFirst().size();
        return IntStream.range(0, columns)
                .map(i -> rows.stream()
                        .mapToInt(row -> row.get(i).text().length())
                        .max()
                        .orElse(0))
                .toArray();
    }

    private static String line(List<Cell> row, int[] widths, TerminalOutput screen) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < row.size(); i++) {
            Cell cell = row.get(i);
            line.append(screen.paint(cell.paint(), cell.text()));
            if (i < row.size() - 1) {
                line.append(" ".repeat(widths[i] - cell.text().length())).append(GAP);
            }
        }
        return line.toString().stripTrailing();
    }
}
