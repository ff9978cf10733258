package dev.sluice.analysis;

import dev.sluice.analysis.LatencyTest.Edge;
import dev.sluice.api.HealthSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** What a policy asks of green, as the tests need it. */
public final class HealthObjectives {
    /** Nobody can prove that nothing ever fails; asking for 0 % asks for 1 in 1,000. */
    private static final double LEAST = 0.001;

    private static final double MOST = 0.99;

    /** What is grossly slow: so many times blue's 90th percentile, or so many milliseconds more, whichever is larger. */
    private static final double GROSS_TIMES = 3;

    private static final double GROSS_MORE = 100;

    private final HealthSpec health;

    public HealthObjectives(HealthSpec health) {
        this.health = health;
    }

    StreamRates rates() {
        double p0 = Math.clamp(health.maxErrorPercent() / 100, LEAST, MOST);
        return new StreamRates(
                new RelativeRateTest(Math.max(1, health.maxErrorsTimesBlue())), new ObjectiveRateTest(p0));
    }

    /** For each edge, the probes that were answered and how many were beyond it; the last for the objective. */
    public List<Counts> slow(List<ProbeResult> answered, List<Edge> edges) {
        List<Double> blue = limits(VersionRole.Blue, edges);
        List<Double> green = limits(VersionRole.Green, edges);
        List<Counts> slow = new ArrayList<>(blue.size());
        for (int i = 0; i < blue.size(); i++) {
            slow.add(beyond(answered, blue.get(i), green.get(i)));
        }
        return slow;
    }

    /** For each edge, the milliseconds beyond which a version's answer is slow; the last for the objective. */
    public List<Double> limits(VersionRole role, List<Edge> edges) {
        double times = Math.max(1, health.latency().maxTimesBlue());
        double least = health.latency().minDifference().toNanos() / 1e6;
        List<Double> limits = new ArrayList<>(edges.size() + 1);
        for (int i = 0; i < edges.size(); i++) {
            double at = edges.get(i).at();
            boolean gross = i >= LatencyTest.GROSS;
            double slow = Math.max(at * times, at + least);
            limits.add(
                    switch (role) {
                        case Blue -> at;
                        case Green -> gross ? Math.max(slow, Math.max(at * GROSS_TIMES, at + GROSS_MORE)) : slow;
                    });
        }
        limits.add(health.latency().objective().map(d -> (double) d.toMillis()).orElse(Double.MAX_VALUE));
        return limits;
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

    Duration warmup() {
        return health.latency().warmup();
    }

    public static double millis(ProbeResult result) {
        return result.took().toNanos() / 1e6;
    }
}
