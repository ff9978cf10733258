package dev.sluice.rollout;

import dev.sluice.policy.HealthSpec;
import dev.sluice.stats.Counts;
import dev.sluice.stats.LatencyTest.Edge;
import dev.sluice.stats.ObjectiveRate;
import dev.sluice.stats.Rates;
import dev.sluice.stats.RelativeRate;
import java.util.ArrayList;
import java.util.List;

/** What a policy asks of green, as the tests need it. */
final class Objectives {
    /** Nobody can prove that nothing ever fails; asking for 0 % asks for 1 in 1,000. */
    private static final double LEAST = 0.001;

    private static final double MOST = 0.99;

    /** Milliseconds that nobody feels: below, a multiple of a fast blue says nothing. */
    private static final double UNFELT = 5;

    private final HealthSpec health;

    Objectives(HealthSpec health) {
        this.health = health;
    }

    Rates rates() {
        double p0 = Math.clamp(health.maxErrorPercent() / 100, LEAST, MOST);
        return new Rates(new RelativeRate(Math.max(1, health.maxErrorsTimesBlue())), new ObjectiveRate(p0));
    }

    /** For each edge, the probes that were answered and how many were beyond it; the last for the objective. */
    List<Counts> slow(List<ProbeResult> answered, List<Edge> edges) {
        List<Counts> slow = new ArrayList<>(edges.size() + 1);
        for (Edge edge : edges) {
            double green = Math.max(edge.at() * Math.max(1, health.latency().maxTimesBlue()), edge.at() + UNFELT);
            slow.add(beyond(answered, edge.at(), green));
        }
        double objective =
                health.latency().objective().map(d -> (double) d.toMillis()).orElse(Double.MAX_VALUE);
        slow.add(beyond(answered, objective, objective));
        return slow;
    }

    private static Counts beyond(List<ProbeResult> answered, double blue, double green) {
        Counts counts = Counts.NONE;
        for (ProbeResult result : answered) {
            double took = millis(result);
            counts = counts.plus(
                    switch (result.colour()) {
                        case Blue -> new Counts(0, 0, 1, took > blue ? 1 : 0);
                        case Green -> new Counts(1, took > green ? 1 : 0, 0, 0);
                    });
        }
        return counts;
    }

    static double millis(ProbeResult result) {
        return result.took().toNanos() / 1e6;
    }
}
