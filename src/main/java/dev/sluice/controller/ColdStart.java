package dev.sluice.controller;

import dev.sluice.analysis.ProbeOutcome;
import dev.sluice.analysis.ProbeResult;
import dev.sluice.analysis.VersionRole;
import dev.sluice.api.HealthSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a green that begins has not answered in time: its first requests load its classes and fill its pools, and take longer than a probe waits. While it has no
 * users, what was sent to it before it has answered for the first time says nothing, for ten seconds at most; a green that hangs answers nothing after
 * that either. Not for several threads.
 */
final class ColdStart {
    private static final Duration MOST = Duration.ofSeconds(10);

    private final Duration timeout;
    private final Duration lasts;
    private Optional<Instant> begun = Optional.empty();
    private Optional<Instant> answered = Optional.empty();

    ColdStart(HealthSpec health) {
        Duration warmup = health.latency().warmup();
        this.timeout = health.probe().timeout();
        this.lasts = warmup.compareTo(MOST) < 0 ? warmup : MOST;
    }

    /** The same results; of those that a cold green owes, that nothing is known. */
    List<ProbeResult> weigh(List<ProbeResult> probes) {
        List<ProbeResult> weighed = new ArrayList<>();
        for (ProbeResult probe : probes) {
            weighed.add(probe.colour() == VersionRole.Green ? green(probe) : probe);
        }
        return weighed;
    }

    private ProbeResult green(ProbeResult probe) {
        Instant sent = probe.at().minus(timeout);
        if (!probe.unanswered()) {
            boolean answer = probe.outcome() == ProbeOutcome.Passed || probe.outcome() == ProbeOutcome.Failed;
            answered = answered.or(() -> answer ? Optional.of(probe.at()) : Optional.empty());
            return probe;
        }
        Instant first = begun.orElse(sent);
        begun = Optional.of(first);
        boolean cold = sent.isBefore(first.plus(lasts))
                && answered.filter(known -> !sent.isBefore(known)).isEmpty();
        return cold
                ? new ProbeResult(
                        probe.at(),
                        VersionRole.Green,
                        ProbeOutcome.Blind,
                        probe.detail() + "; green has answered nothing yet, and may be starting")
                : probe;
    }
}
