package dev.sluice.bench;

import dev.sluice.bench.Contender.End;
import dev.sluice.bench.Play.Result;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.LongStream;

/**
 * One case, one contender, many seeds.
 *
 * @param entrant who carried the releases
 * @param scene what was played; its seed is that of the first
 * @param results one for each seed
 */
record Cell(Entrant entrant, BenchScene scene, List<Result> results) {
    private static final double P95 = 0.95;

    /** Plays it; as many at once as there are processors. */
    static Cell play(Entrant entrant, Case what, Onset onset, double perSecond, int seeds) {
        List<Result> results = LongStream.rangeClosed(1, seeds)
                .parallel()
                .mapToObj(seed -> Play.play(entrant, new BenchScene(what, onset, perSecond, seed)))
                .toList();
        return new Cell(entrant, new BenchScene(what, onset, perSecond, 1), results);
    }

    long count(End end) {
        return results.stream().filter(result -> result.end() == end).count();
    }

    boolean mostlyReverted() {
        return 2 * count(End.Reverted) > results.size();
    }

    double medianHurt() {
        return quantile(.5, Result::hurt, results);
    }

    double p95Hurt() {
        return quantile(P95, Result::hurt, results);
    }

    /** Of those that ended like this; NaN when none did. */
    double medianSeconds(End end) {
        return quantile(.5, Result::seconds, ended(end));
    }

    double p95Seconds(End end) {
        return quantile(P95, Result::seconds, ended(end));
    }

    /** F* beside the median; NaN where there is no floor, or green hurt nobody. */
    double eta() {
        boolean known = scene.what().floor().rate() > 0 && medianHurt() > 0;
        return known ? scene.what().floor().failures(scene.perSecond(), entrant.first()) / medianHurt() : Double.NaN;
    }

    private List<Result> ended(End end) {
        return results.stream().filter(result -> result.end() == end).toList();
    }

    private static double quantile(double share, ToDoubleFunction<Result> value, List<Result> of) {
        double[] sorted = of.stream().mapToDouble(value).sorted().toArray();
        return sorted.length == 0
                ? Double.NaN
                : sorted[Math.min(sorted.length - 1, (int) Math.floor(share * sorted.length))];
    }
}
