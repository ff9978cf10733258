package dev.sluice.bench.scale;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The results as a page of Markdown: a row for each figure, a column for each size. */
final class ScaleTable {
    private static final int FREQUENT = 8;

    private final ScaleOptions options;
    private final List<ScaleFigures> all;

    ScaleTable(ScaleOptions options, List<ScaleFigures> all) {
        this.options = options;
        this.all = List.copyOf(all);
    }

    /** @param machine the machine in a few words, and how busy it was before */
    String page(String machine) {
        List<String> missed = new ScaleGoals(all).missed();
        return """
                # How many rollouts a replica carries

                Written by `%s` on %s. What is measured and how is in [the benchmarks](../../benchmarks.md#how-many-rollouts).

                ![The same as curves](curves.svg)

                %s
                ## What breaks first

                %s
                ## Requests to the API server

                Those of the largest size, a second:

                %s""".formatted(
                options.command(),
                machine,
                table(),
                missed.isEmpty()
                        ? "Nothing at these sizes.\n"
                        : missed.stream().map(line -> "- " + line + "\n").collect(Collectors.joining()),
                requests(all.getLast().requests()));
    }

    String table() {
        return row("active rollouts", one -> whole(one.active()))
                + "|---|" + "---:|".repeat(all.size()) + "\n"
                + row("idle policies beside them", one -> whole(one.idle()))
                + row("API requests a second", one -> number(one.requestsPerSecond()))
                + row("the same for each active rollout", one -> one.active() == 0 ? "" : number(one.perActive()))
                + row("CPU of each replica, cores", one -> list(one.cpu(), ScaleTable::number))
                + row("memory of each replica, MiB", one -> list(one.memory(), ScaleTable::whole))
                + row("passes over rollouts a second", one -> whole(one.passes()))
                + row("how late a pass begins, median, ms", one -> number(one.lagMedian()))
                + row("the same, 99th percentile, ms", one -> number(one.lagWorst()))
                + row("probes a second", one -> whole(one.probes()))
                + row("of these failed by load alone", one -> number(one.failuresPerSecond()))
                + row(
                        "rollouts that left their step by load alone",
                        one -> whole(one.left().size()))
                + row("from the fault until the weights are back, median, ms", one -> whole(one.revertMedian()))
                + row("the same, longest, ms", one -> whole(one.revertWorst()))
                + row("apps that were not back within a minute", one -> whole(one.stuck()))
                + row("the machine's processors at work, %", one -> whole(100 * one.machine()));
    }

    private static String requests(Map<String, Double> rates) {
        return "| Request | a second |\n|---|---:|\n"
                + rates.entrySet().stream()
                        .sorted(Map.Entry.<String, Double>comparingByValue().reversed())
                        .limit(FREQUENT)
                        .map(entry -> "| " + entry.getKey() + " | " + number(entry.getValue()) + " |\n")
                        .collect(Collectors.joining());
    }

    private String row(String name, Function<ScaleFigures, String> cell) {
        return all.stream().map(cell).collect(Collectors.joining(" | ", "| " + name + " | ", " |\n"));
    }

    private static String list(List<Double> values, Function<Double, String> format) {
        return values.stream().map(format).collect(Collectors.joining(", "));
    }

    private static String whole(double value) {
        return Double.isNaN(value) ? "" : String.format(Locale.ROOT, "%,.0f", value);
    }

    private static String number(double value) {
        return Double.isNaN(value) ? "" : String.format(Locale.ROOT, "%,.2f", value);
    }
}
