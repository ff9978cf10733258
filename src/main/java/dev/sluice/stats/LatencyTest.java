package dev.sluice.stats;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/**
 * What one stream of requests has shown of green's latency so far: requests beyond edges that were frozen where blue's median, 90th and 99th
 * percentile lay, beyond what is grossly slow, and, when there is one, beyond an objective. Never changes.
 *
 * @param edges the tests against blue, one for each edge, from the fourth on for gross slowness; empty until the edges are known
 * @param shift the test against blue by the first three edges together
 * @param objective the test against the objective
 */
public record LatencyTest(List<Edge> edges, MixtureEProcess shift, ObjectiveBreachTest objective) {
    /** One that has seen nothing and knows no edge. */
    public static final LatencyTest NONE = new LatencyTest(List.of(), noShift(), ObjectiveBreachTest.NONE);

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

        private Edge after(Counts tick, double prior, double slowBefore) {
            double[] lnL =
                    LikelihoodCap.capSlow(new QuantileExceedanceTest(past).lnLikelihoods(tick, beyond), slowBefore);
            return new Edge(at, beyond, past.plus(tick), mixture.after(lnL, prior));
        }

        private Edge ended() {
            return new Edge(at, beyond, past, mixture.ended());
        }
    }

    /** The test by the edges together before anything is seen. */
    public static MixtureEProcess noShift() {
        return MixtureEProcess.of(QuantileExceedanceTest.sizes());
    }

    /**
     * After one more tick.
     *
     * @param beyond for each edge, the requests and how many were beyond it
     * @param beyondObjective the same for the objective
     * @param rate the share that may be beyond the objective
     * @param prior how likely it is, before anything is seen, that green slows down with this tick
     * @param slowBefore the logarithm of the odds that the ticks before give a slowness that began lately; empty while green may be cold, where nothing is to be found
     *     fast: whether it fades shows only after some seconds
     */
    public LatencyTest after(
            List<Counts> beyond,
            Counts beyondObjective,
            ObjectiveRateTest rate,
            double prior,
            OptionalDouble slowBefore) {
        List<Edge> next = new ArrayList<>(edges.size());
        for (int i = 0; i < edges.size(); i++) {
            next.add(edges.get(i).after(beyond.get(i), prior, slowBefore.orElse(0)));
        }
        MixtureEProcess shifted = edges.isEmpty() || slowBefore.isEmpty()
                ? shift
                : shift.after(LikelihoodCap.capSlow(lnShifts(beyond), slowBefore.getAsDouble()), prior);
        return new LatencyTest(next, shifted, objective.after(beyondObjective, rate, prior, 0));
    }

    private double[] lnShifts(List<Counts> beyond) {
        List<Edge> together = edges.subList(0, GROSS);
        return new ProportionalOddsTest(
                        together.stream().map(Edge::past).toList(),
                        together.stream().map(Edge::beyond).toList())
                .lnLikelihoods(beyond.subList(0, GROSS));
    }

    /**
     * How much one tick speaks for a slowness of green: the logarithm of its odds at the edge that shows it best, or by all together; or against it at
     * the median, where a green that is fast shows best.
     *
     * @param cold whether green may be cold: then by each edge alone
     */
    public double lnSlower(List<Counts> beyond, boolean cold) {
        double[] each = IntStream.range(0, Math.min(beyond.size(), edges.size()))
                .filter(i -> i < QUICK || i >= GROSS)
                .mapToDouble(i -> new QuantileExceedanceTest(edges.get(i).past())
                        .lnLikely(beyond.get(i), edges.get(i).beyond()))
                .toArray();
        if (each.length == 0) {
            return 0;
        }
        double together = cold ? each[0] : QuantileExceedanceTest.likely(lnShifts(beyond));
        double most = Math.max(DoubleStream.of(each).max().orElse(0), together);
        return most > 0 ? most : each[0];
    }

    /** Whether green is likely to be grossly slow. */
    public boolean gross() {
        return edges.stream().skip(GROSS).anyMatch(edge -> edge.mixture().lnValue() >= LIKELY);
    }

    /** This test as it goes on after a slowness that is over, or that was allowed: what counts is what comes. */
    public LatencyTest ended() {
        return new LatencyTest(
                edges.stream().map(Edge::ended).toList(),
                shift.ended(),
                new ObjectiveBreachTest(objective.green().ended(), objective.blue()));
    }

    /** This test with the edges that are known now. */
    public LatencyTest at(List<Edge> known) {
        return new LatencyTest(known, shift, objective);
    }

    /** The logarithm of the odds against chance that green is slower than it may be beside blue: half by the edges together, half by each. */
    public double lnRelative() {
        if (edges.isEmpty()) {
            return 0;
        }
        List<EValueAverage.Part> parts = new ArrayList<>(edges.size() + 1);
        parts.add(new EValueAverage.Part(edges.size(), shift.lnValue()));
        edges.forEach(edge -> parts.add(new EValueAverage.Part(1, edge.mixture().lnValue())));
        return EValueAverage.lnValue(parts);
    }

    /** The same for green beside its objective. */
    public double lnObjective() {
        return objective.green().lnValue();
    }
}
