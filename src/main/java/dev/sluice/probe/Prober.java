package dev.sluice.probe;

import dev.sluice.policy.Untrusted;
import dev.sluice.rollout.Colour;
import dev.sluice.rollout.Ingress;
import dev.sluice.rollout.Pace;
import dev.sluice.rollout.ProbeOutcome;
import dev.sluice.rollout.ProbeResult;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jboss.logging.Logger;

/**
 * Probes both versions of one rollout at a steady rate, whatever the answers take. After a failure of green, or when it seems slow, it asks both
 * five times as often for a moment: that settles a suspicion fast without a constant load.
 */
public final class Prober implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(Prober.class);
    private static final int KEPT = 2_000;

    private final Probe probe;
    private final Questions questions;
    private final long interval;
    private final BlockingQueue<ProbeResult> results = new LinkedBlockingQueue<>(KEPT);
    /** One for each: a green that hangs must not keep blue from being asked. */
    private final Map<Colour, Semaphore> inFlight =
            Map.of(Colour.Blue, new Semaphore(Pace.IN_FLIGHT), Colour.Green, new Semaphore(Pace.IN_FLIGHT));

    private final long suspiciousInterval;
    private volatile List<Ingress> doors = List.of();
    private volatile long suspiciousUntil = System.nanoTime();
    private final Consumer<ProbeResult> heard;
    private volatile long turned = System.nanoTime();
    private volatile boolean closed;

    Prober(Probe probe, Questions questions, int rate, Consumer<ProbeResult> heard) {
        this.probe = probe;
        this.heard = heard;
        this.questions = questions;
        this.interval = TimeUnit.SECONDS.toNanos(1) / rate;
        this.suspiciousInterval = (long) (TimeUnit.SECONDS.toNanos(1) / Pace.suspicious(rate));
    }

    /** The gateways to ask from now on, in turn. None: nothing is sent. */
    public void aim(List<Ingress> doors) {
        this.doors = List.copyOf(doors);
    }

    /** Whether it goes round: its last turn is not longer ago than this. */
    public boolean lively(Duration most) {
        return System.nanoTime() - turned <= most.toNanos();
    }

    /** Takes the results that have come in since the last call. */
    public List<ProbeResult> drain() {
        List<ProbeResult> taken = new ArrayList<>();
        results.drainTo(taken);
        return taken;
    }

    /** Asks both versions oftener for a moment, as after a failure of green. */
    public void suspect() {
        suspiciousUntil = System.nanoTime() + Pace.SUSPICION.toNanos();
    }

    @Override
    public void close() {
        closed = true;
    }

    void run() {
        try (probe) {
            turns();
        }
    }

    private void turns() {
        long next = System.nanoTime();
        for (int turn = 0; !closed; turn++) {
            turned = System.nanoTime();
            try {
                ask(turn);
            } catch (RuntimeException | Error e) {
                if (!Untrusted.survivable(e)) {
                    throw e;
                }
                LOG.warnf("a probe could not be sent: %s", Untrusted.why(e));
            }
            boolean suspicious = suspiciousUntil - System.nanoTime() > 0;
            next = Math.max(next + (suspicious ? suspiciousInterval : interval), System.nanoTime() - interval);
            LockSupport.parkNanos(next - System.nanoTime());
        }
    }

    private void ask(int turn) {
        List<Ingress> now = doors;
        if (!now.isEmpty()) {
            Ingress door = now.get(Math.floorMod(turn, now.size()));
            // Each door has rounds of its own, else two doors and two paths would meet in the same pairs for ever.
            Question question = questions.at(door, Math.floorDiv(turn, now.size()));
            send(door, question, Colour.Blue);
            send(door, question, Colour.Green);
        }
    }

    private void send(Ingress door, Question question, Colour colour) {
        Semaphore room = Objects.requireNonNull(inFlight.get(colour));
        if (room.tryAcquire()) {
            probe.send(door, question, colour).whenComplete((result, error) -> {
                room.release();
                if (result != null) {
                    take(result);
                }
            });
        }
    }

    private void take(ProbeResult result) {
        heard.accept(result);
        boolean failed = result.outcome() == ProbeOutcome.Failed || result.outcome() == ProbeOutcome.Refused;
        if (failed && result.colour() == Colour.Green) {
            suspect();
        }
        if (!results.offer(result)) {
            results.poll();
            results.offer(result);
        }
    }
}
