package dev.sluice.rollout;

import dev.sluice.policy.HealthSpec;
import dev.sluice.stats.Counts;
import dev.sluice.stats.LatencyTest;
import dev.sluice.stats.LatencyTest.Edge;
import dev.sluice.stats.SlowUsers;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** Tells people how slow green is. */
final class LatencyExplanation {
    private LatencyExplanation() {}

    static String of(Evidence evidence, HealthSpec health) {
        LatencyTest test = evidence.tests().latency();
        List<Double> limits = new HealthObjectives(health).limits(VersionRole.Green, test.edges());
        boolean relative = test.lnRelative() >= test.lnObjective();
        return test.edges().stream()
                .filter(_ -> relative)
                .max(Comparator.comparingDouble(edge -> edge.mixture().lnValue()))
                .map(edge -> {
                    int i = test.edges().indexOf(edge);
                    return relative(edge, limits.get(i), lately(evidence, i));
                })
                .orElseGet(() -> "green is slower than its objective of "
                        + health.latency()
                                .objective()
                                .map(d -> d.toMillis() + " ms")
                                .orElse("any")
                        + " more often than once in 100");
    }

    /** What the gateways have told of users' requests in the last seconds. */
    static String ofUsers(SlowUsers test) {
        Counts last = test.last();
        return String.format(
                Locale.ROOT,
                "%,d of green's last %,d requests at the gateways took grossly longer than blue's do, %,d of blue's last %,d",
                last.greenFailed(),
                last.green(),
                last.blueFailed(),
                last.blue());
    }

    /** Both versions since the edges are known; of green also the second that is being counted, since a late slowness drowns in the whole. */
    private static String relative(Edge edge, double limit, Counts second) {
        Counts past = edge.past();
        String last = second.green() == 0
                ? ""
                : ", " + second.greenFailed() + " of " + second.green() + " of them in the last second";
        return String.format(
                Locale.ROOT,
                "%d of %d of green's probes in this release took over %.0f ms%s; %d of %d of blue's over %.0f ms",
                past.greenFailed(),
                past.green(),
                limit,
                last,
                past.blueFailed(),
                past.blue(),
                edge.at());
    }

    private static Counts lately(Evidence evidence, int edge) {
        List<Counts> slow = evidence.tick().slow();
        return edge < slow.size() ? slow.get(edge) : Counts.NONE;
    }
}
