package dev.sluice.evidence.gateway;

import dev.sluice.analysis.Counts;
import dev.sluice.analysis.ProbeOutcome;
import dev.sluice.analysis.ProbeResult;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;

/**
 * Users' requests of both versions that took grossly longer than blue's do: beyond three times its 90th percentile, and at least 100 ms beyond that. Called by the
 * thread that asks the gateways and by the one that decides. The gateways count our probes too; they are taken out, since beside blue's last
 * users they would outnumber them.
 */
final class SlowRequests {
    private static final double QUANTILE = .9;
    private static final double TIMES = 3;
    private static final double MILLIS = 100;

    /** So many requests of blue tell how long they take. */
    private static final int ENOUGH = 100;

    private final Map<String, Both> last = new HashMap<>();
    private final Map<String, OwnProbes> probes = new HashMap<>();
    private Histogram blue = Histogram.NOTHING;
    private OptionalDouble edge = OptionalDouble.empty();
    private Counts reading = Counts.NONE;
    private Counts counts = Counts.NONE;

    /** Both versions at one moment, or of a time. */
    record Both(Histogram green, Histogram blue) {
        private Both since(Both earlier) {
            return new Both(green.since(earlier.green), blue.since(earlier.blue));
        }
    }

    /** Forgets the pods that are not asked any more. */
    synchronized void keep(Set<String> gateways) {
        last.keySet().retainAll(gateways);
        probes.keySet().retainAll(gateways);
    }

    /** A probe of ours that a gateway answered. */
    synchronized void exclude(ProbeResult probe) {
        if (probe.status() > 0 && probe.outcome() != ProbeOutcome.Blind) {
            probes.computeIfAbsent(probe.gateway(), _ -> new OwnProbes()).add(probe);
        }
    }

    /** Takes a pod's histograms in; its first are only a start. */
    synchronized void read(String gateway, Both now) {
        Both before = last.put(gateway, now);
        if (before == null) {
            return;
        }
        Both more = now.since(before);
        blue = blue.plus(more.blue());
        if (edge.isEmpty() && blue.total() >= ENOUGH) {
            edge = blue.quantile(QUANTILE).stream()
                    .map(usual -> Math.max(TIMES * usual, usual + MILLIS))
                    .flatMap(limit -> blue.limit(limit).stream())
                    .findFirst();
        }
        OwnProbes own = probes.computeIfAbsent(gateway, _ -> new OwnProbes());
        Counts users = own.outOf(more, edge.orElse(Double.MAX_VALUE));
        if (edge.isPresent()) {
            reading = reading.plus(users);
        }
    }

    /** All pods have told, or will not: what they told is of the same seconds. */
    synchronized void read() {
        counts = counts.plus(reading);
        reading = Counts.NONE;
    }

    /** Takes what was counted since the last call: requests, and how many of them were grossly slow. */
    synchronized Counts drain() {
        Counts taken = counts;
        counts = Counts.NONE;
        return taken;
    }
}
