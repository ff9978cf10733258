package dev.sluice.cli.text;

import dev.sluice.api.TextSanitizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import picocli.CommandLine.Help;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Help.Ansi.Text;
import picocli.CommandLine.Help.Column;

/** Rows of text under a heading, drawn by picocli: columns as wide as their widest cell. */
public final class TextTable {
    /** In a heading: the cell before reaches over this column, too. */
    public static final String JOINED = "<";

    private static final int KUBECTLS_GAP = 3;
    private static final int GAP = 2;
    private final List<List<Cell>> rows = new ArrayList<>();
    private final int gap;
    private final boolean figures;

    private TextTable(int gap, boolean figures) {
        this.gap = gap;
        this.figures = figures;
    }

    /** As kubectl prints one: columns to the left, three spaces apart. */
    public TextTable() {
        this(KUBECTLS_GAP, false);
    }

    /** Columns to the left, two spaces apart; a row of one cell alone may be longer than its column. */
    public static TextTable narrow() {
        return new TextTable(GAP, false);
    }

    /** The first column to the left, figures to the right, two spaces apart. */
    public static TextTable ofFigures() {
        return new TextTable(GAP, true);
    }

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

    /** Adds a line of the heading. */
    public TextTable heading(String... names) {
        return row(
                Arrays.stream(names).map(name -> new Cell(name, AnsiStyle.Bold)).toList());
    }

    /** Adds a row, as long as all others. */
    public TextTable row(List<Cell> cells) {
        rows.add(List.copyOf(cells));
        return this;
    }

    /** All rows, each with its line break; empty without rows. */
    public String text(TerminalOutput screen) {
        return rows.isEmpty() ? "" : text(0, screen);
    }

    /** One more row below what is printed already, in the same columns as far as it fits. */
    public String added(List<Cell> row, TerminalOutput screen) {
        row(row);
        return text(rows.size() - 1, screen);
    }

    private String text(int from, TerminalOutput screen) {
        int columns = rows.stream().mapToInt(List::size).max().orElse(0);
        int[] widths = IntStream.range(0, columns)
                .map(i -> rows.stream().mapToInt(row -> width(row, i)).max().orElse(0))
                .toArray();
        Ansi ansi = screen.colours() ? Ansi.ON : Ansi.OFF;
        var overflow =
                rows.stream().anyMatch(row -> row.size() < columns) ? Column.Overflow.SPAN : Column.Overflow.TRUNCATE;
        Help.TextTable table = Help.TextTable.forColumns(
                ansi,
                IntStream.range(0, columns)
                        .mapToObj(i -> new Column(widths[i] + (i < columns - 1 ? gap : 0), 0, overflow))
                        .toArray(Column[]::new));
        table.setAdjustLineBreaksForWideCJKCharacters(false);
        rows.stream().skip(from).forEach(row -> table.addRowValues(texts(row, widths, ansi)));
        return table.toString();
    }

    private int width(List<Cell> row, int i) {
        boolean alone = row.size() == 1;
        boolean shared = alone || isJoined(row, i) || isJoined(row, i + 1);
        return shared ? 0 : row.get(i).text().length();
    }

    private boolean isJoined(List<Cell> row, int i) {
        return figures && i < row.size() && row.get(i).text().equals(JOINED);
    }

    private Text[] texts(List<Cell> row, int[] widths, Ansi ansi) {
        List<Text> texts = new ArrayList<>();
        for (int i = 0; i < row.size(); i++) {
            AnsiStyle paint = row.get(i).paint();
            String text = row.get(i).text();
            if (isJoined(row, i + 1)) {
                String both = right(text, widths[i] + gap + widths[i + 1]);
                int cut = widths[i] + gap;
                texts.add(text(both.substring(0, cut), paint, ansi));
                texts.add(text(both.substring(cut), paint, ansi));
                i++;
            } else {
                texts.add(text(figures && i > 0 ? right(text, widths[i]) : text, paint, ansi));
            }
        }
        return texts.toArray(Text[]::new);
    }

    /** Picocli reads markup, which must not come from a cluster; it ends styled text with a reset, which plain text does without. */
    private static Text text(String text, AnsiStyle paint, Ansi ansi) {
        boolean plain = paint == AnsiStyle.Plain;
        return plain && !text.contains("@|") ? ansi.text(text) : ansi.apply(text, plain ? List.of() : List.of(paint));
    }

    private static String right(String text, int width) {
        return " ".repeat(Math.max(0, width - text.length())) + text;
    }
}
