package dev.sluice.bench;

import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Cases by contenders.
 *
 * @param entrants the columns
 * @param rows one cell for each contender in each
 */
record CaseGrid(List<Entrant> entrants, List<List<Cell>> rows) {
    /** Plays all of it. */
    static CaseGrid play(List<Case> cases, List<Entrant> entrants, Onset onset, double perSecond, int seeds) {
        List<List<Cell>> rows = cases.stream()
                .map(what -> entrants.stream()
                        .map(entrant -> Cell.play(entrant, what, onset, perSecond, seeds))
                        .toList())
                .toList();
        return new CaseGrid(entrants, rows);
    }

    /** As a table of Markdown. */
    String table(Function<Cell, String> text) {
        String head = line("Case", entrants.stream().map(Entrant::name).toList());
        String ruler = line("---", entrants.stream().map(_ -> "---:").toList());
        return rows.stream()
                .map(row -> line(
                        row.getFirst().scene().what().name(),
                        row.stream().map(text).toList()))
                .collect(Collectors.joining("", head + ruler, ""));
    }

    private static String line(String first, List<String> rest) {
        return "| " + first + " | " + String.join(" | ", rest) + " |\n";
    }
}
