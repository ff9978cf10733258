package dev.sluice.analysis;

import java.time.Instant;
import java.util.List;

/**
 * What one look has brought since the last one.
 *
 * @param at when
 * @param probes results of probes
 * @param users what the gateways have counted of users' requests, the probes taken out; nothing when they could not be asked
 * @param slow requests whose time the gateways have told, and how many of them took grossly longer than blue's do
 */
public record ObservationBatch(Instant at, List<ProbeResult> probes, Counts users, Counts slow) {
    /** One that tells no latencies of users. */
    public ObservationBatch(Instant at, List<ProbeResult> probes, Counts users) {
        this(at, probes, users, Counts.NONE);
    }

    /** Copies. */
    public ObservationBatch {
        probes = List.copyOf(probes);
    }
}
