package dev.sluice.bench.scale;

import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What a page of metrics in Prometheus' text format tells, or several pages together.
 *
 * @param series the value of each series, by its name with its labels as they are written
 */
record MetricsText(Map<String, Double> series) {
    private static final Pattern LABEL = Pattern.compile("(\\w+)=\"((?:[^\"\\\\]|\\\\.)*)\"");

    /** Copies. */
    MetricsText {
        series = Map.copyOf(series);
    }

    static MetricsText of(String page) {
        return new MetricsText(page.lines()
                .filter(line -> !line.isBlank() && !line.startsWith("#"))
                .map(line -> line.split(" (?=[^ ]+$)", 2))
                .collect(Collectors.toMap(
                        parts -> parts[0],
                        parts -> Double.parseDouble(parts[1].replace("Inf", "Infinity")),
                        Double::sum)));
    }

    /** The sums of several replicas. */
    static MetricsText sum(Collection<MetricsText> pages) {
        return new MetricsText(pages.stream()
                .flatMap(page -> page.series.entrySet().stream())
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue, Double::sum)));
    }

    /** What was added since an earlier moment; a series that was not there then began at 0. */
    MetricsText since(MetricsText earlier) {
        return new MetricsText(series.entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey,
                        entry -> entry.getValue() - earlier.series.getOrDefault(entry.getKey(), 0.0))));
    }

    /** The sum of all series of a name; 0 when there is none. */
    double total(String name) {
        return by(name, "").values().stream().mapToDouble(Double::doubleValue).sum();
    }

    /** The sums of the series of a name, by what they have of a label; empty text where they have none. */
    Map<String, Double> by(String name, String label) {
        return series.entrySet().stream()
                .filter(named(name))
                .collect(Collectors.groupingBy(
                        entry -> value(entry.getKey(), label),
                        TreeMap::new,
                        Collectors.summingDouble(Map.Entry::getValue)));
    }

    /**
     * A quantile of a histogram, evenly spread within a bucket; the largest finite bound when it lies above that, NaN when nothing was
     * observed.
     *
     * @param name without {@code _bucket}
     * @param quantile 0 to 1
     */
    double quantile(String name, double quantile) {
        Map<Double, Double> buckets = by(name + "_bucket", "le").entrySet().stream()
                .collect(Collectors.toMap(
                        entry -> Double.parseDouble(entry.getKey().replace("Inf", "Infinity")),
                        Map.Entry::getValue,
                        Double::sum,
                        TreeMap::new));
        double rank = quantile
                * buckets.values().stream()
                        .mapToDouble(Double::doubleValue)
                        .max()
                        .orElse(0);
        double bound = 0;
        double below = 0;
        for (Map.Entry<Double, Double> bucket : buckets.entrySet()) {
            if (rank > 0 && bucket.getValue() >= rank) {
                double share = (rank - below) / (bucket.getValue() - below);
                return bucket.getKey().isInfinite() ? bound : bound + share * (bucket.getKey() - bound);
            }
            bound = bucket.getKey();
            below = bucket.getValue();
        }
        return Double.NaN;
    }

    private static Predicate<Map.Entry<String, Double>> named(String name) {
        return entry -> entry.getKey().equals(name) || entry.getKey().startsWith(name + "{");
    }

    private static String value(String series, String label) {
        Matcher labels = LABEL.matcher(series);
        while (labels.find()) {
            if (labels.group(1).equals(label)) {
                return labels.group(2);
            }
        }
        return "";
    }
}
