package dev.sluice.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Help.Ansi.Style;
import picocli.CommandLine.Help.Ansi.Text;
import picocli.CommandLine.Help.Column;
import picocli.CommandLine.Help.TextTable;

/** Rows of text under a heading; the first column to the left, figures to the right. */
final class Grid {
    /** In a heading: this column belongs to the one before. */
    static final String JOINED = "<";

    private static final int GAP = 2;

    private final List<List<String>> rows = new ArrayList<>();
    private final int headings;

    /** @param headings how many of the first rows are headings */
    Grid(int headings) {
        this.headings = headings;
    }

    Grid row(List<String> cells) {
        rows.add(List.copyOf(cells));
        return this;
    }

    String text(Ansi ansi) {
        int[] widths = IntStream.range(0, rows.getFirst().size())
                .map(i -> rows.stream().mapToInt(row -> width(row, i)).max().orElse(0))
                .toArray();
        Column[] columns = IntStream.range(0, widths.length)
                .mapToObj(i -> new Column(widths[i] + (i == 0 ? 0 : GAP), 0, Column.Overflow.TRUNCATE))
                .toArray(Column[]::new);
        TextTable table = TextTable.forColumns(ansi, columns);
        for (int i = 0; i < rows.size(); i++) {
            boolean heading = i < headings;
            table.addRowValues(cells(rows.get(i), widths).stream()
                    .map(cell -> heading ? ansi.apply(cell, List.of(Style.bold)) : ansi.text(cell))
                    .toArray(Text[]::new));
        }
        return table.toString();
    }

    private static int width(List<String> row, int i) {
        boolean shared = row.get(i).equals(JOINED) || joined(row, i);
        return shared ? 0 : row.get(i).length();
    }

    private static boolean joined(List<String> row, int i) {
        return i + 1 < row.size() && row.get(i + 1).equals(JOINED);
    }

    private static List<String> cells(List<String> row, int[] widths) {
        List<String> cells = new ArrayList<>();
        for (int i = 0; i < row.size(); i++) {
            if (joined(row, i)) {
                String both = right(row.get(i), widths[i] + GAP + widths[i + 1] + GAP);
                cells.add(both.substring(0, widths[i] + GAP));
                cells.add(both.substring(widths[i] + GAP));
                i++;
            } else {
                cells.add(i == 0 ? row.get(i) : right(row.get(i), widths[i] + GAP));
            }
        }
        return cells;
    }

    private static String right(String text, int width) {
        return " ".repeat(width - text.length()) + text;
    }
}
