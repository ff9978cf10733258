package dev.sluice.probe;

import dev.sluice.policy.Untrusted;
import dev.sluice.rollout.Colour;
import dev.sluice.rollout.Ingress;
import dev.sluice.rollout.Pace;
import dev.sluice.rollout.ProbeOutcome;
import dev.sluice.rollout.ProbeResult;
import dev.sluice.wire.FairTurns;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
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

    /** Between two looks at whether it is closed. */
    private static final Duration WAIT = Duration.ofSeconds(1);

    /** Who waits longer for a place sends few probes; that is told, and for so long. */
    private static final Duration NOTABLE = Duration.ofMillis(250);

    private static final Duration SLOWED = Duration.ofSeconds(30);

    private final Probe probe;
    private final Questions questions;
    private final long interval;
    private final String namespace;
    private final Places places;
    private Optional<CompletableFuture<FairTurns.Held>> wanted = Optional.empty();
    private final BlockingQueue<ProbeResult> results = new LinkedBlockingQueue<>(KEPT);
    /** One for each: a green that hangs must not keep blue from being asked. */
    private final Map<Colour, Semaphore> inFlight =
            Map.of(Colour.Blue, new Semaphore(Pace.IN_FLIGHT), Colour.Green, new Semaphore(Pace.IN_FLIGHT));

    private final long suspiciousInterval;
    private volatile List<Ingress> doors = List.of();
    private volatile long suspiciousUntil = System.nanoTime();
    private final Consumer<ProbeResult> heard;
    private volatile long turned = System.nanoTime();
    private volatile long slowedUntil = System.nanoTime();
    private volatile boolean closed;

    Prober(Probe probe, Questions questions, int rate, String namespace, Places places, Consumer<ProbeResult> heard) {
        this.probe = probe;
        this.namespace = namespace;
        this.places = places;
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

    /** Why fewer probes are sent than were asked for, with the cure; empty when that was not so for a while. */
    public Optional<String> slowed() {
        return slowedUntil - System.nanoTime() > 0
                ? Optional.of("probes are sent less often than health.probe.rate says, since those of namespace "
                        + namespace + " take up its share of all; lower health.probe.rate, or release fewer at a time")
                : Optional.empty();
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
        } finally {
            giveUp();
        }
    }

    private void turns() {
        long next = System.nanoTime();
        int turn = 0;
        while (!closed) {
            turned = System.nanoTime();
            try {
                turn += ask(turn) ? 1 : 0;
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

    /** False when nothing was sent. What finds no place is not left out but comes later, so that each path and door has its turn. */
    private boolean ask(int turn) {
        if (doors.isEmpty()) {
            giveUp();
            return false;
        }
        Optional<FairTurns.Held> place = place();
        place.ifPresent(held -> ask(held, turn));
        return place.isPresent();
    }

    private void ask(FairTurns.Held place, int turn) {
        CompletableFuture<?> answered = CompletableFuture.completedFuture(null);
        try {
            answered = ask(doors, turn);
        } finally {
            places.leave(place, answered);
        }
    }

    private void giveUp() {
        wanted.filter(place -> !place.cancel(false)).ifPresent(place -> place.thenAccept(FairTurns.Held::close));
        wanted = Optional.empty();
    }

    private CompletableFuture<?> ask(List<Ingress> now, int turn) {
        if (now.isEmpty()) {
            return CompletableFuture.completedFuture(null);
        }
        Ingress door = now.get(Math.floorMod(turn, now.size()));
        // Each door has rounds of its own, else two doors and two paths would meet in the same pairs for ever.
        Question question = questions.at(door, Math.floorDiv(turn, now.size()));
        return CompletableFuture.allOf(send(door, question, Colour.Blue), send(door, question, Colour.Green));
    }

    /** Where it has to be waited for, the place in the line is kept. */
    private Optional<FairTurns.Held> place() {
        CompletableFuture<FairTurns.Held> place = wanted.orElseGet(() -> places.enter(namespace));
        wanted = Optional.of(place);
        long since = System.nanoTime();
        try {
            Optional<FairTurns.Held> held = Optional.of(place.get(WAIT.toMillis(), TimeUnit.MILLISECONDS));
            wanted = Optional.empty();
            return held;
        } catch (TimeoutException e) {
            return Optional.empty();
        } catch (ExecutionException e) {
            wanted = Optional.empty();
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        } finally {
            long now = System.nanoTime();
            slowedUntil = now - since > NOTABLE.toNanos() ? now + SLOWED.toNanos() : slowedUntil;
        }
    }

    private CompletableFuture<?> send(Ingress door, Question question, Colour colour) {
        Semaphore room = Objects.requireNonNull(inFlight.get(colour));
        if (!room.tryAcquire()) {
            return CompletableFuture.completedFuture(null);
        }
        return probe.send(door, question, colour).handle((result, _) -> {
            room.release();
            if (result != null) {
                take(result);
            }
            return room;
        });
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
