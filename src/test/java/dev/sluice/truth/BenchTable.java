package dev.sluice.truth;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;

/** What the bench has measured, as a table. */
final class BenchTable {
    private final ConcurrentLinkedQueue<Row> rows = new ConcurrentLinkedQueue<>();

    private record Row(
            FaultCase what, BenchIT.Ladder ladder, String outcome, long failed, double seconds, double took) {}

    /**
     * Adds a run.
     *
     * @param from when it befell the app, on the clock of System.nanoTime
     * @param over when the rollout was over
     */
    void add(FaultCase what, BenchIT.Ladder ladder, String outcome, long from, long over, Users users) {
        double last = users.all().stream()
                .filter(Users.Request::failed)
                .mapToDouble(request -> (request.due() - from) / 1e9)
                .max()
                .orElse(0);
        rows.add(new Row(what, ladder, outcome, users.failed(), Math.max(0, last), (over - from) / 1e9));
    }

    void write() throws IOException {
        StringBuilder text = new StringBuilder("""
                | Case | Steps | Runs | Ended | Failed user requests: median | p95 | Seconds to the last: median | p95 | Seconds to the end: median |
                |---|---|---|---|---|---|---|---|---|
                """);
        Map<String, List<Row>> cells = rows.stream()
                .collect(Collectors.groupingBy(
                        row -> "%02d%s".formatted(row.what().ordinal(), row.ladder()),
                        TreeMap::new,
                        Collectors.toList()));
        cells.values().forEach(cell -> text.append(line(cell)));
        Path file = Path.of("target/truth/bench.md");
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private static String line(List<Row> cell) {
        Map<String, Long> outcomes =
                cell.stream().collect(Collectors.groupingBy(Row::outcome, TreeMap::new, Collectors.counting()));
        double[] failed = cell.stream().mapToDouble(Row::failed).sorted().toArray();
        double[] seconds = cell.stream().mapToDouble(Row::seconds).sorted().toArray();
        double[] took = cell.stream().mapToDouble(Row::took).sorted().toArray();
        String ended = outcomes.entrySet().stream()
                .map(one -> one.getKey() + " " + one.getValue())
                .collect(Collectors.joining(", "));
        return String.format(
                Locale.ROOT,
                "| %s | %s | %d | %s | %.0f | %.0f | %.1f | %.1f | %.1f |%n",
                cell.getFirst().what(),
                cell.getFirst().ladder(),
                cell.size(),
                ended,
                quantile(failed, .5),
                quantile(failed, .95),
                quantile(seconds, .5),
                quantile(seconds, .95),
                quantile(took, .5));
    }

    private static double quantile(double[] sorted, double quantile) {
        return sorted[(int) Math.ceil(quantile * sorted.length) - 1];
    }
}
