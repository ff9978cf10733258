package dev.sluice.rollout;

import dev.sluice.policy.HealthSpec;
import dev.sluice.stats.Counts;
import dev.sluice.stats.LatencyTest;
import dev.sluice.stats.LatencyTest.Edge;
import java.util.Comparator;
import java.util.Locale;

/** Tells people how slow green is. */
final class Slowness {
    private Slowness() {}

    static String of(Evidence evidence, HealthSpec health) {
        LatencyTest test = evidence.tests().latency();
        boolean relative = test.lnRelative() >= test.lnObjective();
        return test.edges().stream()
                .filter(_ -> relative)
                .max(Comparator.comparingDouble(edge -> edge.mixture().lnValue()))
                .map(edge -> relative(edge, health))
                .orElseGet(() -> "green is slower than its objective of "
                        + health.latency()
                                .objective()
                                .map(d -> d.toMillis() + " ms")
                                .orElse("any")
                        + " more often than once in 100");
    }

    private static String relative(Edge edge, HealthSpec health) {
        Counts past = edge.past();
        return String.format(
                Locale.ROOT,
                "%.0f %% of green's probes took over %s times %.0f ms, %.0f %% of blue's over %.0f ms",
                percent(past.greenFailed(), past.green()),
                health.latency().maxTimesBlue(),
                edge.at(),
                percent(past.blueFailed(), past.blue()),
                edge.at());
    }

    private static double percent(long part, long of) {
        return of == 0 ? 0 : 100.0 * part / of;
    }
}
