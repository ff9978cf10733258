package dev.sluice.bench;

import dev.sluice.bench.Contender.End;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Plays cases and prints a line for each: {@code Benchmarks SEEDS ONSET USERS_PER_SECOND [CASE...]}; all cases when none is named. */
final class Benchmarks {
    private Benchmarks() {}

    public static void main(String[] args) {
        int seeds = Integer.parseInt(args[0]);
        Onset onset = Onset.valueOf(args[1]);
        double perSecond = Double.parseDouble(args[2]);
        List<String> names = List.of(args).subList(3, args.length);
        List<Case> cases = new ArrayList<>(Catalogue.faults());
        cases.addAll(Catalogue.healthy());
        cases.add(Catalogue.coldStart());
        cases.add(Catalogue.metricsGone());
        cases.removeIf(what -> !names.isEmpty() && !names.contains(what.name()));
        for (Case what : cases) {
            for (Entrant entrant : Entrants.all()) {
                show(Cell.play(entrant, what, onset, perSecond, seeds));
            }
        }
    }

    private static void show(Cell cell) {
        System.out.printf(
                Locale.ROOT,
                "%-14s %-24s %3d of %d reverted, %3d of them by the evidence; hurt %.0f (%.0f); after %.1f s (%.1f); good in %.1f s; eta %.2f%n",
                cell.scene().what().name(),
                cell.entrant().name(),
                cell.count(End.Reverted),
                cell.results().size(),
                cell.results().stream()
                        .filter(result -> result.why().startsWith("Unhealthy"))
                        .count(),
                cell.medianHurt(),
                cell.p95Hurt(),
                cell.medianSeconds(End.Reverted),
                cell.p95Seconds(End.Reverted),
                cell.medianSeconds(End.Promoted),
                cell.eta());
    }
}
