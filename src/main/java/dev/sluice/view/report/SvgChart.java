package dev.sluice.view.report;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Draws lines over time as SVG. Its colours are classes, so that the page's style decides; what a line is stands beside it. */
final class SvgChart {
    private static final int WIDTH = 720;
    private static final int HEIGHT = 150;
    private static final int LEFT = 52;
    private static final int RIGHT = 70;
    private static final int TOP = 10;
    private static final int BOTTOM = 22;
    private static final int TICKS = 6;

    private final double length;
    private final double most;
    private final StringBuilder svg = new StringBuilder();
    private double lastLabel = -100;

    /**
     * Begins a chart.
     *
     * @param title what it shows, for those who cannot see it
     * @param length of the time axis, in seconds
     * @param most the value at the top
     * @param unit behind the values of the axis
     */
    SvgChart(String title, double length, double most, String unit) {
        this.length = length;
        this.most = round(most);
        put(
                "<svg class=\"chart\" viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"%s\">",
                WIDTH, HEIGHT, escaped(title));
        for (double part : new double[] {0, 0.5, 1}) {
            double y = y(part * this.most);
            put("<line class=\"grid\" x1=\"%d\" y1=\"%.1f\" x2=\"%d\" y2=\"%.1f\"/>", LEFT, y, WIDTH - RIGHT, y);
            put(
                    "<text class=\"axis\" x=\"%d\" y=\"%.1f\" text-anchor=\"end\">%s%s</text>",
                    LEFT - 6, y + 4, number(part * this.most), unit);
        }
        for (int i = 0; i <= TICKS; i++) {
            double at = length * i / TICKS;
            put(
                    "<text class=\"axis\" x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">%s</text>",
                    x(at), HEIGHT - 6, clock(at));
        }
    }

    /**
     * A value at a moment.
     *
     * @param at seconds from the beginning on
     * @param value the value from there on
     */
    record Dot(double at, double value) {}

    /** A line that goes on at each value until the next; labelled at its end. */
    SvgChart steps(String style, List<Dot> dots, String label) {
        if (dots.isEmpty()) {
            return this;
        }
        StringBuilder path = new StringBuilder();
        double before = y(dots.getFirst().value());
        path.append(String.format(Locale.ROOT, "M%.1f %.1f", x(dots.getFirst().at()), before));
        for (Dot dot : dots) {
            path.append(String.format(Locale.ROOT, "H%.1fV%.1f", x(dot.at()), y(dot.value())));
        }
        put("<path class=\"line %s\" d=\"%s\"/>", style, path);
        return label(style, dots.getLast(), label);
    }

    /** A line from value to value; labelled at its end. */
    SvgChart line(String style, List<Dot> dots, String label) {
        if (dots.isEmpty()) {
            return this;
        }
        put(
                "<polyline class=\"line %s\" points=\"%s\"/>",
                style,
                dots.stream()
                        .map(dot -> String.format(Locale.ROOT, "%.1f,%.1f", x(dot.at()), y(dot.value())))
                        .collect(Collectors.joining(" ")));
        return label(style, dots.getLast(), label);
    }

    /** A bar for each value above nothing. */
    SvgChart bars(String style, List<Dot> dots, double wide) {
        for (Dot dot : dots) {
            if (dot.value() > 0) {
                double y = y(dot.value());
                put(
                        "<rect class=\"%s\" x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\"/>",
                        style,
                        x(dot.at()),
                        y,
                        Math.max(2, x(dot.at() + wide) - x(dot.at()) - 0.5),
                        HEIGHT - BOTTOM - y);
            }
        }
        return this;
    }

    /** A level across the chart, labelled. */
    SvgChart level(String style, double value, String label) {
        put(
                "<line class=\"line %s\" x1=\"%d\" y1=\"%.1f\" x2=\"%d\" y2=\"%.1f\"/>",
                style, LEFT, y(value), WIDTH - RIGHT, y(value));
        return label(style, new Dot(length, value), label);
    }

    /** A moment at which something was decided. */
    SvgChart moment(double at, String what) {
        if (at >= 0 && at <= length) {
            put(
                    "<line class=\"moment\" x1=\"%.1f\" y1=\"%d\" x2=\"%.1f\" y2=\"%d\"><title>%s</title></line>",
                    x(at), TOP, x(at), HEIGHT - BOTTOM, escaped(what));
        }
        return this;
    }

    String svg() {
        return svg + "</svg>";
    }

    /** Labels that would lie on each other are moved apart. */
    private SvgChart label(String style, Dot dot, String label) {
        double y = Math.min(y(dot.value()) + 4, HEIGHT - BOTTOM - 2);
        double apart = Math.abs(y - lastLabel) < 12 ? lastLabel + (lastLabel > TOP + 24 ? -12 : 12) : y;
        lastLabel = apart;
        put("<text class=\"label %s\" x=\"%d\" y=\"%.1f\">%s</text>", style, WIDTH - RIGHT + 6, apart, escaped(label));
        return this;
    }

    /** The next of 1, 2, 5, 10 and so on, so that the axis reads well. */
    private static double round(double most) {
        if (most <= 1) {
            return 1;
        }
        double power = Math.pow(10, Math.floor(Math.log10(most)));
        for (double step : new double[] {1, 2, 5, 10}) {
            if (most <= step * power) {
                return step * power;
            }
        }
        return most;
    }

    private double x(double at) {
        return LEFT + (WIDTH - LEFT - RIGHT) * Math.clamp(at / length, 0, 1);
    }

    private double y(double value) {
        return HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * Math.clamp(value / most, 0, 1);
    }

    private void put(String format, Object... values) {
        svg.append(String.format(Locale.ROOT, format, values));
    }

    static String clock(double at) {
        long whole = Math.round(at);
        return String.format(Locale.ROOT, "%d:%02d", whole / 60, whole % 60);
    }

    private static String number(double value) {
        return value == Math.rint(value)
                ? String.format(Locale.ROOT, "%,.0f", value)
                : String.format(Locale.ROOT, "%.1f", value);
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;");
    }
}
