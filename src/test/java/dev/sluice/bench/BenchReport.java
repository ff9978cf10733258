package dev.sluice.bench;

import java.util.Locale;
import java.util.stream.Collectors;

/** The results as a page of Markdown. */
final class BenchReport {
    private final Campaign campaign;

    BenchReport(Campaign campaign) {
        this.campaign = campaign;
    }

    String page() {
        return "# Results of the simulation\n\n" + head() + faults() + early() + healthy() + others();
    }

    private String head() {
        return """
                Written by `%s`; the same command gives the same figures, since all chance is seeded and all time simulated.
                What is simulated, and what the words mean, is in [README.md](README.md). Figures are medians, the 95th percentile in brackets.
                **Flagger and Argo are models of their documented rules, not the programs**: with the interval and the limit that is named.
                A star says that some releases were not sent back: the figure counts what they paid until then, and they go on paying.

                """.formatted(campaign.options().command());
    }

    private String faults() {
        return campaign.faults().entrySet().stream()
                .map(entry -> faults(String.format(Locale.ROOT, "%.0f", entry.getKey()), entry.getValue()))
                .collect(Collectors.joining());
    }

    private String faults(String rate, CaseGrid grid) {
        return "## Faults at " + rate + " requests a second\n\nThe fault begins with green's first user; "
                + campaign.options().seeds() + " releases for each figure.\n\n![User requests that failed](failed-"
                + rate + ".svg)\n\n![Seconds until all traffic was back](seconds-" + rate + ".svg)\n\n"
                + titled("User requests that failed (lat-*: that were slow)", grid.table(Words::hurt))
                + titled("Seconds from the fault until all traffic was back", grid.table(Words::secondsBack))
                + titled("Releases that were sent back", grid.table(Words::reverted))
                + titled("Eta: the floor divided by the median of what was paid", grid.table(Words::eta));
    }

    private String early() {
        return "## Faults that are there from the beginning\n\nAt 100 requests a second. Models are left out: without users they see nothing.\n\n"
                + titled(
                        "User requests that failed (lat-*: that were slow)",
                        campaign.early().table(Words::hurt))
                + titled("Releases that were sent back", campaign.early().table(Words::reverted));
    }

    private String healthy() {
        return "## Healthy releases\n\nAt 100 requests a second; what happens to both, or the burst, comes at a random moment.\n\n"
                + titled(
                        "Not promoted, and below which rate that lies with 95 % confidence",
                        campaign.healthy().table(Words::falseReverts))
                + titled(
                        "Seconds that a promoted release took",
                        campaign.healthy().table(Words::secondsGood));
    }

    private String others() {
        return campaign.others().stream()
                .map(cell -> "| %s | %s | %s | %s | %s |\n"
                        .formatted(
                                cell.scene().what().name(),
                                cell.entrant().name(),
                                Words.reverted(cell),
                                Words.promoted(cell),
                                Words.secondsBack(cell)))
                .collect(Collectors.joining(
                        "",
                        "## What depends on the policy\n\n| Case | Contender | Sent back | Promoted | Seconds until it was sent back |\n"
                                + "| --- | --- | ---: | ---: | ---: |\n",
                        ""));
    }

    private static String titled(String title, String table) {
        return "### " + title + "\n\n" + table + "\n";
    }
}
