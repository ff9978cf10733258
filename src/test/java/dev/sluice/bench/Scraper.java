package dev.sluice.bench;

import dev.sluice.analysis.Counts;
import dev.sluice.analysis.VersionRole;
import dev.sluice.evidence.gateway.SimulatedMeter;
import java.time.Instant;
import java.util.Optional;

/**
 * Asks the gateway as the meter does: for its counters, more often for two seconds after green has failed, and for its histograms every five
 * seconds.
 */
final class Scraper {
    private static final long USUAL = 500;
    private static final long SUSPICIOUS = 200;
    private static final long SUSPICION_LASTS = 2000;
    private static final long LATENCIES = 5000;

    /** From an answer of the gateways until the probes that they counted too are taken out. */
    private static final long SETTLE = 150;

    private final Ground ground;
    private final SimulatedMeter meter;
    private Optional<Answer> settling = Optional.empty();
    private long next;
    private long nextLatencies;
    private long suspiciousUntil;

    private record Answer(long at, SimulatedMeter.Counters green, SimulatedMeter.Counters blue) {}

    Scraper(Ground ground, SimulatedMeter meter) {
        this.ground = ground;
        this.meter = meter;
        this.next = ground.now();
        this.nextLatencies = ground.now();
    }

    /** Asks when it is time, and takes what is ready. */
    Counts until(Instant begun) {
        long now = ground.now();
        Counts taken = settling.filter(answer -> now >= answer.at + SETTLE)
                .map(answer -> {
                    settling = Optional.empty();
                    return meter.read(begun.plusMillis(answer.at), answer.green, answer.blue);
                })
                .orElse(Counts.NONE);
        suspiciousUntil = taken.greenFailed() > 0 ? now + SUSPICION_LASTS : suspiciousUntil;
        if (settling.isEmpty() && now >= next && !ground.conditions().blind()) {
            settling = Optional.of(new Answer(
                    now, of(VersionRole.Green).told(), of(VersionRole.Blue).told()));
            next = now + (now < suspiciousUntil ? SUSPICIOUS : USUAL);
        }
        return taken;
    }

    /** What the histograms tell when it is time to ask for them. */
    Counts latencies() {
        if (ground.now() < nextLatencies || ground.conditions().blind()) {
            return Counts.NONE;
        }
        nextLatencies = ground.now() + LATENCIES;
        return meter.latencies(
                of(VersionRole.Green).histogram(), of(VersionRole.Blue).histogram());
    }

    private Counters of(VersionRole role) {
        return ground.requests().of(role);
    }
}
