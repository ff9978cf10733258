package dev.sluice.stats;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/**
 * What one stream of requests has shown of green's latency so far: requests beyond edges that were frozen where blue's median, 90th and 99th
 * percentile lay, beyond what is grossly slow, and, when there is one, beyond an objective. Never changes.
 *
 * @param edges the tests against blue, one for each edge, from the fourth on for gross slowness; empty until the edges are known
 * @param objective the test against the objective
 */
public record LatencyTest(List<Edge> edges, ObjectiveBreachTest objective) {
    /** One that has seen nothing and knows no edge. */
    public static final LatencyTest NONE = new LatencyTest(List.of(), ObjectiveBreachTest.NONE);

    /** The number of the edge from which on slowness is gross. */
    public static final int GROSS = 3;

    /** Edges at which a shift of the whole distribution shows within seconds. */
    private static final int QUICK = 2;

    /** Odds of 10 to 1. */
    private static final double LIKELY = Math.log(10);

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
    public record Edge(double at, double beyond, Counts past, MixtureEProcess mixture) {
        /** One that has seen nothing. */
        public static Edge of(double at, double beyond) {
            return new Edge(at, beyond, Counts.NONE, MixtureEProcess.of(QuantileExceedanceTest.sizes()));
        }

        private Edge after(Counts tick, double prior) {
            double[] lnL = LikelihoodCap.cap(new QuantileExceedanceTest(past).lnLikelihoods(tick, beyond));
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
    public LatencyTest after(List<Counts> beyond, Counts beyondObjective, ObjectiveRateTest rate, double prior) {
        List<Edge> next = new ArrayList<>(edges.size());
        for (int i = 0; i < edges.size(); i++) {
            next.add(edges.get(i).after(beyond.get(i), prior));
        }
        return new LatencyTest(next, objective.after(beyondObjective, rate, prior, 0));
    }

    /**
     * How much one tick speaks for a slowness of green: the logarithm of its odds at the edge that shows it best, or against it at the median, where
     * a green that is fast shows best.
     */
    public double lnSlower(List<Counts> beyond) {
        double[] each = IntStream.range(0, Math.min(beyond.size(), edges.size()))
                .filter(i -> i < QUICK || i >= GROSS)
                .mapToDouble(i -> new QuantileExceedanceTest(edges.get(i).past())
                        .lnLikely(beyond.get(i), edges.get(i).beyond()))
                .toArray();
        double most = DoubleStream.of(each).max().orElse(0);
        return each.length == 0 || most > 0 ? most : each[0];
    }

    /** Whether green is likely to be grossly slow. */
    public boolean gross() {
        return edges.stream().skip(GROSS).anyMatch(edge -> edge.mixture().lnValue() >= LIKELY);
    }

    /** This test as it goes on after a slowness that is over, or that was allowed: what counts is what comes. */
    public LatencyTest ended() {
        return new LatencyTest(
                edges.stream()
                        .map(edge -> new Edge(
                                edge.at(),
                                edge.beyond(),
                                edge.past(),
                                edge.mixture().ended()))
                        .toList(),
                new ObjectiveBreachTest(objective.green().ended(), objective.blue()));
    }

    /** This test with the edges that are known now. */
    public LatencyTest at(List<Edge> known) {
        return new LatencyTest(known, objective);
    }

    /** The logarithm of the odds against chance that green is slower than it may be beside blue: the mean over the edges. */
    public double lnRelative() {
        return EValueAverage.lnValue(edges.stream()
                .map(edge -> new EValueAverage.Part(1, edge.mixture().lnValue()))
                .toList());
    }

    /** The same for green beside its objective. */
    public double lnObjective() {
        return objective.green().lnValue();
    }
}
