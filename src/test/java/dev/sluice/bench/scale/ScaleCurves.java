package dev.sluice.bench.scale;

import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/** An SVG: one small chart for each figure, over the number of active rollouts. */
final class ScaleCurves {
    private static final int COLUMNS = 3;
    private static final int WIDTH = 320;
    private static final int HEIGHT = 200;
    private static final int LEFT = 56;
    private static final int RIGHT = 20;
    private static final int TOP = 40;
    private static final int BOTTOM = 34;

    private final List<ScaleFigures> all;
    private final StringBuilder svg = new StringBuilder();

    private record Curve(String title, ToDoubleFunction<ScaleFigures> value) {}

    ScaleCurves(List<ScaleFigures> all) {
        this.all = List.copyOf(all);
    }

    String svg() {
        List<Curve> curves = List.of(
                new Curve("API requests a second", ScaleFigures::requestsPerSecond),
                new Curve("CPU of the busiest replica, cores", ScaleFigures::mostCpu),
                new Curve("memory of the largest replica, MiB", ScaleFigures::mostMemory),
                new Curve("lateness of a pass, 99th percentile, ms", ScaleFigures::lagWorst),
                new Curve("from fault to weights back, median, ms", ScaleFigures::revertMedian),
                new Curve("probes failed by load alone, a second", ScaleFigures::failuresPerSecond));
        int width = COLUMNS * WIDTH;
        int height = Math.ceilDiv(curves.size(), COLUMNS) * HEIGHT;
        add(
                "<svg xmlns='http://www.w3.org/2000/svg' width='%d' height='%d' viewBox='0 0 %d %d' font-family='sans-serif' font-size='12'>",
                width, height, width, height);
        add("<rect width='%d' height='%d' fill='white'/>", width, height);
        for (int i = 0; i < curves.size(); i++) {
            add("<g transform='translate(%d %d)'>", i % COLUMNS * WIDTH, i / COLUMNS * HEIGHT);
            draw(curves.get(i));
            add("</g>");
        }
        return svg.append("</svg>\n").toString();
    }

    private void draw(Curve curve) {
        List<ScaleFigures> known = all.stream()
                .filter(one -> !Double.isNaN(curve.value.applyAsDouble(one)))
                .toList();
        double right = Math.max(1, all.getLast().active());
        double highest = known.stream().mapToDouble(curve.value).max().orElse(0);
        double top = highest > 0 ? highest : 1;
        add("<text x='%d' y='22' font-weight='bold'>%s</text>", LEFT - 40, curve.title);
        for (int tick = 0; tick <= 2; tick++) {
            double y = y(tick / 2.0);
            add("<line x1='%d' y1='%.1f' x2='%d' y2='%.1f' stroke='#d8dee4'/>", LEFT, y, WIDTH - RIGHT, y);
            add(
                    "<text x='%d' y='%.1f' text-anchor='end' fill='#57606a'>%s</text>",
                    LEFT - 6, y + 4, figure(top * tick / 2));
            add(
                    "<text x='%.1f' y='%d' text-anchor='middle' fill='#57606a'>%s</text>",
                    x(tick / 2.0), HEIGHT - BOTTOM + 18, figure(right * tick / 2));
        }
        StringBuilder points = new StringBuilder();
        for (ScaleFigures one : known) {
            double x = x(one.active() / right);
            double y = y(curve.value.applyAsDouble(one) / top);
            points.append(String.format(Locale.ROOT, "%.1f,%.1f ", x, y));
            add("<circle cx='%.1f' cy='%.1f' r='3.5' fill='#0969da'/>", x, y);
        }
        add(
                "<polyline points='%s' fill='none' stroke='#0969da' stroke-width='2'/>",
                points.toString().strip());
    }

    private static double x(double share) {
        return LEFT + share * (WIDTH - LEFT - RIGHT);
    }

    private static double y(double share) {
        return HEIGHT - BOTTOM - share * (HEIGHT - TOP - BOTTOM);
    }

    private static String figure(double value) {
        return String.format(Locale.ROOT, value > 0 && value < 10 ? "%.2f" : "%,.0f", value);
    }

    private void add(String format, Object... values) {
        svg.append(String.format(Locale.ROOT, format, values)).append('\n');
    }
}
