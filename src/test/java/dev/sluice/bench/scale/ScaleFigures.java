package dev.sluice.bench.scale;

import java.util.List;
import java.util.Map;

/**
 * What was measured at one size. Rates are of all replicas together, and of a second.
 *
 * @param active rollouts that were active; 0 for the measurement before the first release
 * @param idle policies without a release
 * @param seconds how long it was measured
 * @param requests requests to the API server, by verb and resource
 * @param perActive requests for each active rollout, without those that were made before the first release; 0 without one
 * @param cpu CPU seconds of each replica
 * @param memory MiB of each replica
 * @param passes looks at a rollout
 * @param lagMedian by how many milliseconds half of the looks at most were late; NaN without any
 * @param lagWorst the same for 99 of 100
 * @param probes probes that were sent
 * @param probesFailed those that were not answered well, though nothing was wrong with any app, by what came of them
 * @param left what became of rollouts that did not stay in their step though nothing was wrong
 * @param reverts milliseconds from the moment when an app turned bad until its VirtualService sent nobody there any more
 * @param stuck how many apps turned bad and were not sent back within the patience
 * @param machine the share of the machine's processors that had work, 0 to 1, the bench and whatever else runs included
 */
record ScaleFigures(
        int active,
        int idle,
        double seconds,
        Map<String, Double> requests,
        double perActive,
        List<Double> cpu,
        List<Double> memory,
        double passes,
        double lagMedian,
        double lagWorst,
        double probes,
        Map<String, Double> probesFailed,
        List<String> left,
        List<Double> reverts,
        int stuck,
        double machine) {
    /** Copies. */
    ScaleFigures {
        requests = Map.copyOf(requests);
        cpu = List.copyOf(cpu);
        memory = List.copyOf(memory);
        probesFailed = Map.copyOf(probesFailed);
        left = List.copyOf(left);
        reverts = List.copyOf(reverts);
    }

    /** The same, and what became of the apps that turned bad. */
    ScaleFigures with(List<Double> times, int unanswered) {
        return new ScaleFigures(
                active,
                idle,
                seconds,
                requests,
                perActive,
                cpu,
                memory,
                passes,
                lagMedian,
                lagWorst,
                probes,
                probesFailed,
                left,
                times,
                unanswered,
                machine);
    }

    double requestsPerSecond() {
        return sum(requests);
    }

    double failuresPerSecond() {
        return sum(probesFailed);
    }

    double mostCpu() {
        return most(cpu);
    }

    double mostMemory() {
        return most(memory);
    }

    /** The median of the reverts; NaN when there was none. */
    double revertMedian() {
        return reverts.isEmpty()
                ? Double.NaN
                : reverts.stream().sorted().toList().get(reverts.size() / 2);
    }

    double revertWorst() {
        return reverts.isEmpty() ? Double.NaN : most(reverts);
    }

    private static double sum(Map<String, Double> rates) {
        return rates.values().stream().mapToDouble(Double::doubleValue).sum();
    }

    private static double most(List<Double> all) {
        return all.stream().mapToDouble(Double::doubleValue).max().orElse(0);
    }
}
