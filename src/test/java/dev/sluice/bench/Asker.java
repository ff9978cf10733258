package dev.sluice.bench;

import dev.sluice.analysis.ProbeOutcome;
import dev.sluice.analysis.ProbeResult;
import dev.sluice.analysis.VersionRole;
import dev.sluice.bench.BenchConditions.Manner;
import dev.sluice.bench.Requests.Ending;
import dev.sluice.bench.Requests.Request;
import dev.sluice.evidence.gateway.SimulatedMeter;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/** Sends probes as the probe runner does: both versions at the same moments, and five times as often for two seconds after green has failed. */
final class Asker {
    private static final double USUAL = 100;
    private static final double SUSPICIOUS = 20;
    private static final double SUSPICION_LASTS = 2000;
    private static final double TIMEOUT = 1000;
    private static final double REFUSED_AFTER = 2;

    private final Ground ground;
    private final SimulatedMeter meter;
    private final Chance chance;
    private final PriorityQueue<Sent> underway = new PriorityQueue<>(Comparator.comparingDouble(Sent::back));
    private double next;
    private double suspiciousUntil;

    /** A probe whose answer is on its way, with the milliseconds at which it is there. */
    private record Sent(double back, VersionRole colour, ProbeOutcome outcome, int status, double took) {}

    Asker(Ground ground, SimulatedMeter meter, Chance chance) {
        this.ground = ground;
        this.meter = meter;
        this.chance = chance;
        this.next = ground.now();
    }

    /** Asks until now, and takes the answers that are there. */
    List<ProbeResult> until(Instant begun) {
        List<ProbeResult> results = new ArrayList<>();
        double now = ground.now();
        while (next < now || !underway.isEmpty() && underway.peek().back <= now) {
            if (underway.isEmpty() || next <= underway.peek().back) {
                underway.add(send(VersionRole.Blue));
                underway.add(send(VersionRole.Green));
                next += next < suspiciousUntil ? SUSPICIOUS : USUAL;
            } else {
                results.add(answered(underway.remove(), begun));
            }
        }
        return results;
    }

    /** Green may be slow. */
    void suspect() {
        suspiciousUntil = ground.now() + SUSPICION_LASTS;
    }

    private ProbeResult answered(Sent sent, Instant begun) {
        boolean failed = sent.outcome == ProbeOutcome.Failed || sent.outcome == ProbeOutcome.Refused;
        if (failed && sent.colour == VersionRole.Green) {
            suspiciousUntil = sent.back + SUSPICION_LASTS;
        }
        ProbeResult result = new ProbeResult(
                begun.plusNanos((long) (sent.back * 1e6)),
                sent.colour,
                sent.outcome,
                sent.outcome.name(),
                "gateway-1",
                sent.status,
                Duration.ofNanos((long) (sent.took * 1e6)));
        meter.exclude(result);
        return result;
    }

    private Sent send(VersionRole role) {
        BenchConditions is = ground.conditions();
        boolean green = role == VersionRole.Green;
        double usual = ground.app().takes(App.Manners.Waits, ground.share(green), chance);
        double took = ground.app().pausedFor(green, next) + (green ? is.slow().millis(usual, true) : usual);
        boolean fails = chance.hit(green ? is.probed() : is.blue());
        if (is.blind()) {
            return new Sent(next + TIMEOUT, role, ProbeOutcome.Blind, 0, 0);
        }
        Manner manner = fails && green ? is.manner() : Manner.Errors;
        if (manner == Manner.Hangs || manner == Manner.Errors && took >= TIMEOUT) {
            return sent(role, Ending.Unanswered, ProbeOutcome.Failed, 0, TIMEOUT);
        }
        if (!fails) {
            return sent(role, Ending.Passed, ProbeOutcome.Passed, 200, took);
        }
        return manner == Manner.Refuses
                ? sent(role, Ending.Failed, ProbeOutcome.Refused, 503, REFUSED_AFTER)
                : sent(role, Ending.Failed, ProbeOutcome.Failed, 500, took);
    }

    private Sent sent(VersionRole role, Ending ending, ProbeOutcome outcome, int status, double took) {
        ground.requests().send(new Request(next + took, took, role, ending, false));
        return new Sent(next + took, role, outcome, status, ending == Ending.Unanswered ? 0 : took);
    }
}
