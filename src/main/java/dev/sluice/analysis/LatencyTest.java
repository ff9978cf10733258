package dev.sluice.analysis;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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
 * @param share green's share of the users now, from 0 to 1: beyond a half, green has to be slower than blue is now, and than blue was while it had as
 *     many users
 */
public record LatencyTest(List<Edge> edges, MixtureEProcess shift, ObjectiveBreachTest objective, double share) {
    /** One that has seen nothing and knows no edge. */
    public static final LatencyTest NONE = new LatencyTest(List.of(), noShift(), ObjectiveBreachTest.NONE, 0);

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
     * @param load what blue did while it had many of the users
     */
    public record Edge(double at, double beyond, Counts past, MixtureEProcess mixture, BlueUnderLoad load) {
        /** One that has seen nothing. */
        public static Edge of(double at, double beyond) {
            return of(at, beyond, BlueUnderLoad.NONE);
        }

        /** One that has seen nothing but by what blue has done before. */
        public static Edge of(double at, double beyond, BlueUnderLoad load) {
            return new Edge(at, beyond, Counts.NONE, MixtureEProcess.of(QuantileExceedanceTest.sizes()), load);
        }

        /** The same with what else was known of blue under load. */
        public Edge with(BlueUnderLoad known) {
            return new Edge(at, beyond, past, mixture, known);
        }

        /** The same edge with nothing seen beyond it of green. */
        public Edge anew() {
            return of(at, beyond, load);
        }

        private double[] lnNow(Counts tick) {
            return new QuantileExceedanceTest(past).lnLikelihoods(tick, beyond);
        }

        private Edge after(Counts tick, double[] lnL, double prior, double carried) {
            return new Edge(at, beyond, past.plus(tick), mixture.after(lnL, prior), load.plus(tick, carried));
        }

        private Edge ended() {
            return new Edge(at, beyond, past, mixture.ended(), load);
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
            double[] lnL = LikelihoodCap.capSlow(lnEdge(i, beyond.get(i)), slowBefore.orElse(0));
            next.add(edges.get(i).after(beyond.get(i), lnL, prior, 1 - share));
        }
        MixtureEProcess shifted = edges.isEmpty() || slowBefore.isEmpty()
                ? shift
                : shift.after(LikelihoodCap.capSlow(lnShifts(beyond), slowBefore.getAsDouble()), prior);
        return new LatencyTest(next, shifted, objective.after(beyondObjective, rate, prior, 0), share);
    }

    private double[] lnEdge(int edge, Counts tick) {
        double[] now = edges.get(edge).lnNow(tick);
        return BlueUnderLoad.asked(share)
                ? least(now, loaded(edges.subList(edge, edge + 1)), List.of(tick), edge >= GROSS)
                : now;
    }

    private double[] lnShifts(List<Counts> beyond) {
        List<Edge> together = edges.subList(0, GROSS);
        List<Counts> tick = beyond.subList(0, GROSS);
        double[] now = new ProportionalOddsTest(
                        together.stream().map(Edge::past).toList(),
                        together.stream().map(Edge::beyond).toList())
                .lnLikelihoods(tick);
        return BlueUnderLoad.asked(share) ? least(now, loaded(together), tick, false) : now;
    }

    private LoadedBlueTest loaded(List<Edge> some) {
        return new LoadedBlueTest(
                some.stream().map(edge -> edge.load().beside(share)).toList(),
                some.stream().map(Edge::beyond).toList());
    }

    /**
     * What is a fair bet whichever of the two holds: green is as fast as blue now, or as blue was under load. Where nothing is known of that, only what is
     * gross speaks against green.
     */
    private static double[] least(double[] now, LoadedBlueTest then, List<Counts> tick, boolean gross) {
        if (gross && !then.known()) {
            return now;
        }
        double[] lnThen = then.lnLikelihoods(tick);
        return IntStream.range(0, now.length)
                .mapToDouble(k -> Math.min(now[k], lnThen[k]))
                .toArray();
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
                .mapToDouble(i -> QuantileExceedanceTest.likely(lnEdge(i, beyond.get(i))))
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
                new ObjectiveBreachTest(objective.green().ended(), objective.blue()),
                share);
    }

    /** This test with the edges that are known now. */
    public LatencyTest at(List<Edge> known) {
        return new LatencyTest(known, shift, objective, share);
    }

    /** This test with what was known otherwise of all edges together. */
    public LatencyTest withShift(MixtureEProcess known) {
        return new LatencyTest(edges, known, objective, share);
    }

    /** This test as it goes on when green has such a share of the users. */
    public LatencyTest carrying(double green) {
        return new LatencyTest(edges, shift, objective, green);
    }

    /** Where green is held against blue under load: what blue did then, in the place of blue's counts; empty where it is not, or nothing is known. */
    public Optional<Counts> loaded(Edge edge) {
        return Optional.of(edge.load().beside(share)).filter(then -> BlueUnderLoad.asked(share) && then.blue() > 0);
    }

    /** The share of the users that blue had at least for that, in percent. */
    public long loadedPercent() {
        return BlueUnderLoad.percent(share);
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
