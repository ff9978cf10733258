package dev.sluice.mesh;

import dev.sluice.mesh.Counted.Family;
import dev.sluice.mesh.PodBook.Reading;
import dev.sluice.mesh.PodBook.Sent;
import dev.sluice.rollout.ProbeResult;
import dev.sluice.stats.Counts;
import java.time.Instant;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;

/** The books of the meter, fed with what one simulated gateway tells: what counts, and as what, is decided as in a cluster. */
public final class SimulatedMeter {
    private static final String GATEWAY = "gateway-1";

    private final Books books = new Books();
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
        private Told told() {
            return new Told(passed, failed);
        }

        private InFlight inFlight() {
            return new InFlight(sent, passed + failed, underWay);
        }
    }

    /** A probe of ours that was answered, or got no answer. */
    public void exclude(ProbeResult probe) {
        books.exclude(List.of(probe));
        slow.exclude(probe);
    }

    /** Takes the counters in, and returns what they tell of users since the last call. */
    public Counts read(Instant asked, Counters green, Counters blue) {
        books.read(
                GATEWAY,
                new Reading(
                        asked,
                        asked,
                        Optional.of(Family.Envoy),
                        green.told(),
                        blue.told(),
                        new Sent(green.inFlight(), blue.inFlight())));
        return books.drain();
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
