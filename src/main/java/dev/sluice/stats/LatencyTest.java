package dev.sluice.stats;

import java.util.ArrayList;
import java.util.List;

/**
 * What one stream of requests has shown of green's latency so far: requests beyond edges that were frozen where blue's median, 90th and 99th
 * percentile lay, and, when there is one, requests beyond an objective. Never changes.
 *
 * @param edges the tests against blue, one for each edge; empty until the edges are known
 * @param objective the test against the objective
 */
public record LatencyTest(List<Edge> edges, Breach objective) {
    /** One that has seen nothing and knows no edge. */
    public static final LatencyTest NONE = new LatencyTest(List.of(), Breach.NONE);

    /** Copies. */
    public LatencyTest {
        edges = List.copyOf(edges);
    }

    /**
     * The test at one edge.
     *
     * @param at where the edge lies, in milliseconds
     * @param beyond blue's share beyond it, by choice of the edge
     * @param past what was counted before
     * @param mixture the test
     */
    public record Edge(double at, double beyond, Counts past, Mixture mixture) {
        /** One that has seen nothing. */
        public static Edge of(double at, double beyond) {
            return new Edge(at, beyond, Counts.NONE, Mixture.of(Exceedance.sizes()));
        }

        private Edge after(Counts tick, double prior) {
            double[] lnL = BurstGuard.cap(new Exceedance(past).lnLikelihoods(tick, beyond));
            return new Edge(at, beyond, past.plus(tick), mixture.after(lnL, prior));
        }
    }

    /**
     * After one more tick.
     *
     * @param beyond for each edge, the requests and how many were beyond it
     * @param beyondObjective the same for the objective
     * @param rate the share that may be beyond the objective
     * @param prior how likely it is, before anything is seen, that green slows down with this tick
     */
    public LatencyTest after(List<Counts> beyond, Counts beyondObjective, ObjectiveRate rate, double prior) {
        List<Edge> next = new ArrayList<>(edges.size());
        for (int i = 0; i < edges.size(); i++) {
            next.add(edges.get(i).after(beyond.get(i), prior));
        }
        return new LatencyTest(next, objective.after(beyondObjective, rate, prior, 0));
    }

    /** This test with the edges that are known now. */
    public LatencyTest at(List<Edge> known) {
        return new LatencyTest(known, objective);
    }

    /** The logarithm of the odds against chance that green is slower than it may be beside blue: the mean over the edges. */
    public double lnRelative() {
        return Combined.lnValue(edges.stream()
                .map(edge -> new Combined.Part(1, edge.mixture().lnValue()))
                .toList());
    }

    /** The same for green beside its objective. */
    public double lnObjective() {
        return objective.green().lnValue();
    }
}
