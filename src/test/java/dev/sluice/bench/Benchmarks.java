package dev.sluice.bench;

import dev.sluice.bench.Contender.End;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** {@code bench/run}: plays the catalogue, prints the results, and writes them and their charts into a directory. */
final class Benchmarks {
    private static final int WRONG_USAGE = 2;

    private Benchmarks() {}

    public static void main(String[] args) throws IOException {
        Options options = options(List.of(args));
        Campaign campaign = Campaign.play(options);
        String page = new BenchReport(campaign).page();
        System.out.println(page);
        Files.createDirectories(options.directory());
        Files.writeString(options.directory().resolve("results.md"), page);
        for (Map.Entry<Double, CaseGrid> faults : campaign.faults().entrySet()) {
            draw(String.format(Locale.ROOT, "%.0f", faults.getKey()), faults.getValue(), options.directory());
        }
    }

    private static Options options(List<String> args) {
        try {
            return Options.of(args);
        } catch (IllegalArgumentException e) {
            System.err.println(e.getMessage());
            System.exit(WRONG_USAGE);
            throw e;
        }
    }

    private static void draw(String rate, CaseGrid faults, Path directory) throws IOException {
        Chart failed = new Chart(
                "User requests that failed, at " + rate + " a second",
                "median",
                failing(faults),
                new Chart.Scale(-1, 6),
                Cell::medianHurt);
        Chart seconds = new Chart(
                "Seconds from the fault until all traffic was back, at " + rate + " requests a second",
                "median",
                faults,
                new Chart.Scale(-2, 4),
                cell -> cell.medianSeconds(End.Reverted));
        Files.writeString(directory.resolve("failed-" + rate + ".svg"), failed.svg());
        Files.writeString(directory.resolve("seconds-" + rate + ".svg"), seconds.svg());
    }

    /** Without the cases in which green is only slow. */
    private static CaseGrid failing(CaseGrid faults) {
        return new CaseGrid(
                faults.entrants(),
                faults.rows().stream()
                        .filter(row -> row.getFirst().scene().what().floor().rate() > 0)
                        .toList());
    }
}
