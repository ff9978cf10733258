package dev.sluice.analysis;

import dev.sluice.analysis.LatencyTest.Edge;
import dev.sluice.api.HealthSpec;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** Tells people how slow green is. */
public final class LatencyExplanation {
    private LatencyExplanation() {}

    /**
     * How slow it is.
     *
     * @param tests the second that is being counted included
     */
    public static String of(SequentialTests tests, HealthSpec health) {
        LatencyTest test = tests.latency();
        List<Double> limits = new HealthObjectives(health).limits(VersionRole.Green, test.edges());
        boolean relative = test.lnRelative() >= test.lnObjective();
        return test.edges().stream()
                .filter(_ -> relative)
                .max(Comparator.comparingDouble(edge -> edge.mixture().lnValue()))
                .map(edge -> {
                    int i = test.edges().indexOf(edge);
                    return relative(edge, limits.get(i))
                            + lately(edge, tests.warming().slow(), i)
                            + loaded(test, edge);
                })
                .orElseGet(() -> "green is slower than its objective of "
                        + health.latency()
                                .objective()
                                .map(d -> d.toMillis() + " ms")
                                .orElse("any")
                        + " more often than once in 100");
    }

    /** What the gateways have told of users' requests in the last seconds. */
    public static String ofUsers(SlowUsers test) {
        Counts last = test.last();
        return String.format(
                Locale.ROOT,
                "%,d of green's last %,d requests at the gateways took grossly longer than blue's do, %,d of blue's last %,d",
                last.greenFailed(),
                last.green(),
                last.blueFailed(),
                last.blue());
    }

    /** Both versions since the edges are known. */
    private static String relative(Edge edge, double limit) {
        Counts past = edge.past();
        return String.format(
                Locale.ROOT,
                "%,d of %,d of green's probes in this release took over %.0f ms, %,d of %,d of blue's over %.0f ms",
                past.greenFailed(),
                past.green(),
                limit,
                past.blueFailed(),
                past.blue(),
                edge.at());
    }

    /** Of these, what came since green was suspected to be slow: a late slowness drowns in the whole. */
    private static String lately(Edge edge, SlowPeriod slow, int number) {
        Counts counts = slow.at(number);
        return counts.green() == 0 || counts.green() == edge.past().green()
                ? ""
                : String.format(
                        Locale.ROOT,
                        " (in the last %,d s %,d of %,d, %,d of %,d of blue's)",
                        slow.seconds(),
                        counts.greenFailed(),
                        counts.green(),
                        counts.blueFailed(),
                        counts.blue());
    }

    /** What blue did when it was under such a load, where it has little now. */
    private static String loaded(LatencyTest test, Edge edge) {
        return test.loaded(edge)
                .map(then -> String.format(
                        Locale.ROOT,
                        ", and %,d of %,d while blue had %d %% of the users or more",
                        then.blueFailed(),
                        then.blue(),
                        test.loadedPercent()))
                .orElse("");
    }
}
