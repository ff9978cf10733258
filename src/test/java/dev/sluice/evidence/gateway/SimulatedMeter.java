package dev.sluice.evidence.gateway;

import dev.sluice.analysis.Counts;
import dev.sluice.analysis.ProbeResult;
import dev.sluice.evidence.gateway.PodCounterTracker.Reading;
import dev.sluice.evidence.gateway.PodCounterTracker.Sent;
import dev.sluice.evidence.gateway.VersionCounter.Family;
import java.time.Instant;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;

/** The books of the meter, fed with what one simulated gateway tells: what counts, and as what, is decided as in a cluster. */
public final class SimulatedMeter {
    private static final String GATEWAY = "gateway-1";

    private final RequestAccounting accounting = new RequestAccounting();
    private final SlowRequests slow = new SlowRequests();

    /**
     * What the gateway has counted of one version since it started.
     *
     * @param passed requests that were answered well
     * @param failed requests that were answered wrongly
     * @param sent requests that were sent
     * @param underWay how many are on their way now
     */
    public record Counters(long passed, long failed, long sent, long underWay) {
        private CumulativeCounts told() {
            return new CumulativeCounts(passed, failed);
        }

        private InFlightRequests inFlight() {
            return new InFlightRequests(sent, passed + failed, underWay);
        }
    }

    /** A probe of ours that was answered, or got no answer. */
    public void exclude(ProbeResult probe) {
        accounting.exclude(List.of(probe));
        slow.exclude(probe);
    }

    /** Takes the counters in, and returns what they tell of users since the last call. */
    public Counts read(Instant asked, Counters green, Counters blue) {
        accounting.read(
                GATEWAY,
                new Reading(
                        asked,
                        asked,
                        Optional.of(Family.Envoy),
                        green.told(),
                        blue.told(),
                        new Sent(green.inFlight(), blue.inFlight())));
        return accounting.drain();
    }

    /**
     * Takes the histograms in, and returns what they tell of slow requests since the last call.
     *
     * @param green how many requests took at most so many milliseconds
     * @param blue the same
     */
    public Counts latencies(NavigableMap<Double, Long> green, NavigableMap<Double, Long> blue) {
        slow.read(GATEWAY, new SlowRequests.Both(new Histogram(green), new Histogram(blue)));
        slow.read();
        return slow.drain();
    }
}
