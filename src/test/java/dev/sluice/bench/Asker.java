package dev.sluice.bench;

import dev.sluice.rollout.Colour;
import dev.sluice.rollout.ProbeOutcome;
import dev.sluice.rollout.ProbeResult;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/** Sends probes as the prober does: both versions at the same moments, and five times as often for two seconds after green has failed. */
final class Asker {
    private static final double USUAL = 100;
    private static final double SUSPICIOUS = 20;
    private static final double SUSPICION_LASTS = 2000;
    private static final double TIMEOUT = 1000;
    private static final double REFUSED_AFTER = 2;

    private final Ground ground;
    private final Chance chance;
    private final PriorityQueue<Sent> underway = new PriorityQueue<>(Comparator.comparingDouble(Sent::back));
    private double next;
    private double suspiciousUntil;

    /** A probe whose answer is on its way, with the milliseconds at which it is there. */
    private record Sent(double back, Colour colour, ProbeOutcome outcome, double took) {}

    Asker(Ground ground, Chance chance) {
        this.ground = ground;
        this.chance = chance;
        this.next = ground.now();
    }

    /** Asks until now, and takes the answers that are there. */
    List<ProbeResult> until(Instant begun) {
        List<ProbeResult> results = new ArrayList<>();
        double now = ground.now();
        while (next < now || !underway.isEmpty() && underway.peek().back <= now) {
            if (underway.isEmpty() || next <= underway.peek().back) {
                underway.add(send(Colour.Blue));
                underway.add(send(Colour.Green));
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
        if (failed && sent.colour == Colour.Green) {
            suspiciousUntil = sent.back + SUSPICION_LASTS;
        }
        return new ProbeResult(
                begun.plusNanos((long) (sent.back * 1e6)),
                sent.colour,
                sent.outcome,
                sent.outcome.name(),
                "gateway-1",
                status(sent.outcome),
                Duration.ofNanos((long) (sent.took * 1e6)));
    }

    private Sent send(Colour colour) {
        Conditions is = ground.conditions();
        boolean green = colour == Colour.Green;
        double took =
                chance.logNormal(Latency.MEDIAN, Latency.SIGMA) * (green ? is.slower() : 1) + (green ? is.later() : 0);
        boolean fails = chance.hit(green ? is.probed() : is.blue());
        if (is.blind()) {
            return new Sent(next + TIMEOUT, colour, ProbeOutcome.Blind, 0);
        }
        if (!fails && took < TIMEOUT) {
            return new Sent(next + took, colour, ProbeOutcome.Passed, took);
        }
        return switch (fails && green ? is.manner() : Conditions.Manner.Errors) {
            case Errors -> new Sent(next + took, colour, ProbeOutcome.Failed, took);
            case Refuses -> new Sent(next + REFUSED_AFTER, colour, ProbeOutcome.Refused, REFUSED_AFTER);
            case Hangs -> new Sent(next + TIMEOUT, colour, ProbeOutcome.Failed, 0);
        };
    }

    private static int status(ProbeOutcome outcome) {
        return switch (outcome) {
            case Passed -> 200;
            case Failed -> 500;
            case Refused -> 503;
            case Blind -> 0;
        };
    }
}
