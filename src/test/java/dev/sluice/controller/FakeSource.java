package dev.sluice.controller;

import dev.sluice.analysis.Counts;
import dev.sluice.analysis.ObservationBatch;
import dev.sluice.analysis.ProbeOutcome;
import dev.sluice.analysis.ProbeResult;
import dev.sluice.analysis.VersionRole;
import dev.sluice.evidence.EvidenceSource;
import dev.sluice.rollout.GatewayEndpoint;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Has asked both versions once each time it is asked for what it has seen, as long as it is aimed; blue answers well, and one user of each was counted. */
final class FakeSource implements EvidenceSource {
    private volatile ProbeOutcome outcome = ProbeOutcome.Passed;
    private volatile List<GatewayEndpoint> aimed = List.of();
    private volatile Optional<String> impaired = Optional.empty();
    private volatile int drained;
    private volatile boolean closed;

    /** So green answers from now on. */
    void answer(ProbeOutcome green) {
        outcome = green;
    }

    /** From now on it sees less. */
    void impair(String why) {
        impaired = Optional.of(why);
    }

    List<GatewayEndpoint> aimed() {
        return aimed;
    }

    int drained() {
        return drained;
    }

    boolean closed() {
        return closed;
    }

    @Override
    public void aim(List<GatewayEndpoint> endpoints) {
        aimed = endpoints;
    }

    @Override
    public ObservationBatch drain(Instant at) {
        drained++;
        return aimed.isEmpty()
                ? new ObservationBatch(at, List.of(), Counts.NONE)
                : new ObservationBatch(
                        at,
                        List.of(
                                new ProbeResult(at, VersionRole.Blue, ProbeOutcome.Passed, "200"),
                                new ProbeResult(at, VersionRole.Green, outcome, "of green")),
                        new Counts(1, 0, 1, 0));
    }

    @Override
    public Optional<String> impaired() {
        return impaired;
    }

    @Override
    public void close() {
        closed = true;
    }
}
