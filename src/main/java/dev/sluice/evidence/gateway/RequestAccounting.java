package dev.sluice.evidence.gateway;

import dev.sluice.analysis.Counts;
import dev.sluice.analysis.ProbeOutcome;
import dev.sluice.analysis.ProbeResult;
import dev.sluice.analysis.VersionRole;
import dev.sluice.evidence.gateway.PodCounterTracker.Reading;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What all gateway pods have told of one rollout. Called by its meter and its worker. */
final class RequestAccounting {
    private static final int FAILED = 500;

    /** So many probes in a row that were answered and are not in the counters are no accident. */
    private static final int MISSED = 5;

    private final Map<String, PodCounterTracker> pods = new HashMap<>();
    private final UnansweredRequests unanswered = new UnansweredRequests();
    private Counts counts = Counts.NONE;

    /** Forgets the pods that are not asked any more. */
    synchronized void keep(Set<String> gateways) {
        pods.keySet().retainAll(gateways);
        unanswered.keep(gateways);
    }

    /** Takes a pod's reading in and returns what is new. */
    synchronized Counts read(String gateway, Reading reading) {
        PodCounterTracker pod = pods.computeIfAbsent(gateway, _ -> new PodCounterTracker());
        Counts answered = pod.read(reading);
        if (pod.sent().isEmpty()) {
            unanswered.gone(gateway);
        }
        Counts fresh = pod.sent()
                .map(sent -> unanswered
                        .read(gateway, reading.begun(), reading.ended(), sent)
                        .plus(answered))
                .orElse(answered);
        counts = counts.plus(fresh);
        return fresh;
    }

    /**
     * A probe without a status was never answered, and a blind one may have met either version. A pod's first reading may
     * still be on its way.
     */
    synchronized void exclude(List<ProbeResult> probes) {
        for (ProbeResult probe : probes) {
            if (probe.status() == 0 && probe.outcome() == ProbeOutcome.Failed) {
                unanswered.gaveUp(probe.colour());
            }
            if (probe.status() > 0 && probe.outcome() != ProbeOutcome.Blind) {
                unanswered.answered(probe);
                PodCounterTracker pod = pods.computeIfAbsent(probe.gateway(), _ -> new PodCounterTracker());
                pod.probe(probe.colour(), probe.status() >= FAILED, probe.at());
            }
        }
    }

    /** Takes what was counted since the last call. */
    synchronized Counts drain() {
        Counts taken = counts;
        counts = Counts.NONE;
        return taken;
    }

    /** A version whose answered probes a pod does not count. */
    synchronized Optional<VersionRole> uncounted(String gateway) {
        PodCounterTracker pod = pods.get(gateway);
        return pod == null
                ? Optional.empty()
                : List.of(VersionRole.Blue, VersionRole.Green).stream()
                        .filter(role -> pod.missed(role) >= MISSED)
                        .findFirst();
    }
}
