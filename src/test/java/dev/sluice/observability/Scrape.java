package dev.sluice.observability;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A page of Prometheus text, read as far as tests need it. */
record Scrape(List<Line> lines, Map<String, String> types, Map<String, String> helps) {
    private static final Pattern SERIES = Pattern.compile("([a-zA-Z_:][\\w:]*)(?:\\{(.*)})? (\\S+)");
    private static final Pattern LABEL = Pattern.compile("(\\w+)=\"((?:[^\"\\\\]|\\\\.)*)\"");

    record Line(String name, Map<String, String> labels, double value) {}

    static Scrape of(String text) {
        List<Line> lines = text.lines()
                .filter(line -> !line.startsWith("#") && !line.isBlank())
                .map(Scrape::line)
                .toList();
        return new Scrape(lines, comments(text, "# TYPE "), comments(text, "# HELP "));
    }

    /** The sum of all series of this name that have these labels, given as name=value. */
    double sum(String name, String... labels) {
        return lines.stream()
                .filter(line -> line.name().equals(name) && has(line, labels))
                .mapToDouble(Line::value)
                .sum();
    }

    boolean has(String name, String... labels) {
        return lines.stream().anyMatch(line -> line.name().equals(name) && has(line, labels));
    }

    private static boolean has(Line line, String... labels) {
        return List.of(labels).stream()
                .map(label -> label.split("=", 2))
                .allMatch(pair -> pair[1].equals(line.labels().get(pair[0])));
    }

    private static Line line(String text) {
        Matcher series = SERIES.matcher(text);
        if (!series.matches()) {
            throw new IllegalArgumentException("not a series: " + text);
        }
        Map<String, String> labels = new TreeMap<>();
        if (series.group(2) != null) {
            LABEL.matcher(series.group(2)).results().forEach(label -> labels.put(label.group(1), label.group(2)));
        }
        return new Line(
                series.group(1), labels, Double.parseDouble(series.group(3).replace("Inf", "Infinity")));
    }

    private static Map<String, String> comments(String text, String mark) {
        Map<String, String> found = new TreeMap<>();
        text.lines()
                .filter(line -> line.startsWith(mark))
                .map(line -> line.substring(mark.length()).split(" ", 2))
                .forEach(pair -> found.put(pair[0], pair.length > 1 ? pair[1].strip() : ""));
        return found;
    }
}
