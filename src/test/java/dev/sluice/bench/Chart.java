package dev.sluice.bench;

import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/** An SVG: a dot for each case and contender, from left to right on a logarithmic scale; the cases stand one below the other. */
final class Chart {
    private static final int WIDTH = 960;
    private static final int LEFT = 130;
    private static final int RIGHT = 70;
    private static final int TOP = 96;
    private static final int ROW = 40;
    private static final int BOTTOM = 56;
    private static final int LEGEND_COLUMN = 270;
    private static final List<String> COLOURS =
            List.of("#0969da", "#1a7f37", "#bc4c00", "#e8a33d", "#8250df", "#c297ff");

    private final String title;
    private final String unit;
    private final CaseGrid grid;
    private final Scale scale;
    private final ToDoubleFunction<Cell> value;
    private final StringBuilder svg = new StringBuilder();

    /**
     * The axis, in powers of ten.
     *
     * @param zero where a figure stands that is less than that
     * @param never where a contender stands that did not send back most of its releases: its users pay without end
     */
    record Scale(int zero, int never) {}

    Chart(String title, String unit, CaseGrid grid, Scale scale, ToDoubleFunction<Cell> value) {
        this.title = title;
        this.unit = unit;
        this.grid = grid;
        this.scale = scale;
        this.value = value;
    }

    String svg() {
        int height = TOP + ROW * grid.rows().size() + BOTTOM;
        add(
                "<svg xmlns='http://www.w3.org/2000/svg' width='%d' height='%d' viewBox='0 0 %d %d' font-family='sans-serif' font-size='13'>",
                WIDTH, height, WIDTH, height);
        add("<rect width='%d' height='%d' fill='white'/>", WIDTH, height);
        add("<text x='%d' y='26' font-size='16' font-weight='bold'>%s</text>", LEFT, title);
        legend();
        axis(height - BOTTOM);
        for (int row = 0; row < grid.rows().size(); row++) {
            row(row, grid.rows().get(row));
        }
        return svg.append("</svg>\n").toString();
    }

    private void legend() {
        for (int i = 0; i < grid.entrants().size(); i++) {
            int x = LEFT + 8 + LEGEND_COLUMN * (i / 2);
            int y = 48 + 20 * (i % 2);
            mark(i, x, y);
            add("<text x='%d' y='%d'>%s</text>", x + 12, y + 4, grid.entrants().get(i));
        }
    }

    private void axis(int bottom) {
        for (int power = scale.zero; power <= scale.never; power++) {
            double x = x(power);
            add("<line x1='%.1f' y1='%d' x2='%.1f' y2='%d' stroke='#d8dee4'/>", x, TOP, x, bottom);
            add("<text x='%.1f' y='%d' text-anchor='middle' fill='#57606a'>%s</text>", x, bottom + 20, figure(power));
        }
        add("<text x='%d' y='%d' text-anchor='end' fill='#57606a'>%s</text>", WIDTH - RIGHT, bottom + 42, unit);
    }

    private void row(int row, List<Cell> cells) {
        int top = TOP + ROW * row;
        if (row % 2 == 0) {
            add("<rect x='0' y='%d' width='%d' height='%d' fill='#eaeef2' fill-opacity='0.4'/>", top, WIDTH, ROW);
        }
        add(
                "<text x='%d' y='%d' text-anchor='end'>%s</text>",
                LEFT - 30, top + ROW / 2 + 5, cells.getFirst().scene().what().name());
        for (int i = 0; i < cells.size(); i++) {
            Cell cell = cells.get(i);
            double power =
                    cell.mostlyReverted() ? Math.max(scale.zero, Math.log10(value.applyAsDouble(cell))) : scale.never;
            mark(i, x(power), top + ROW * (i + 1) / (cells.size() + 1.0));
        }
    }

    /** Ours are circles, models squares: colours alone do not tell everyone. */
    private void mark(int index, double x, double y) {
        if (grid.entrants().get(index).model()) {
            add("<rect x='%.1f' y='%.1f' width='8' height='8' fill='%s'/>", x - 4, y - 4, COLOURS.get(index));
        } else {
            add("<circle cx='%.1f' cy='%.1f' r='5' fill='%s'/>", x, y, COLOURS.get(index));
        }
    }

    private double x(double power) {
        return LEFT + (WIDTH - LEFT - RIGHT) * (power - scale.zero) / (scale.never - scale.zero);
    }

    private String figure(int power) {
        if (power == scale.never) {
            return "not sent back";
        }
        return power == scale.zero
                ? "0"
                : String.format(Locale.ROOT, power < 0 ? "%.1f" : "%,.0f", Math.pow(10, power));
    }

    private void add(String format, Object... values) {
        svg.append(String.format(Locale.ROOT, format, values)).append('\n');
    }
}
