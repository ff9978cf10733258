package dev.sluice.evidence.probe;

import dev.sluice.analysis.Counts;
import dev.sluice.analysis.ObservationBatch;
import dev.sluice.analysis.ProbeOutcome;
import dev.sluice.analysis.ProbeResult;
import dev.sluice.analysis.VersionRole;
import dev.sluice.api.UntrustedInput;
import dev.sluice.evidence.EvidenceSource;
import dev.sluice.kubernetes.FairTurns;
import dev.sluice.rollout.ControllerTimings;
import dev.sluice.rollout.GatewayEndpoint;
import java.time.Duration;
import java.time.Instant;
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
public final class ProbeRunner implements EvidenceSource {
    private static final Logger LOG = Logger.getLogger(ProbeRunner.class);
    private static final int KEPT = 2_000;

    /** Between two looks at whether it is closed. */
    private static final Duration WAIT = Duration.ofSeconds(1);

    /** Who waits longer for a place sends few probes; that is told, and for so long. */
    private static final Duration NOTABLE = Duration.ofMillis(250);

    private static final Duration SLOWED = Duration.ofSeconds(30);

    private final ProbeSender probe;
    private final ProbeSchedule questions;
    private final long interval;
    private final String namespace;
    private final ProbeSlots places;
    private Optional<CompletableFuture<FairTurns.Held>> wanted = Optional.empty();
    /** Places that the next pair had already, of those that it needs. */
    private int taken;

    private final BlockingQueue<ProbeResult> results = new LinkedBlockingQueue<>(KEPT);
    /** One for each: a green that hangs must not keep blue from being asked. */
    private final Map<VersionRole, Semaphore> inFlight = Map.of(
            VersionRole.Blue,
            new Semaphore(ControllerTimings.IN_FLIGHT),
            VersionRole.Green,
            new Semaphore(ControllerTimings.IN_FLIGHT));

    private final long suspiciousInterval;
    private volatile List<GatewayEndpoint> endpoints = List.of();
    private volatile long suspiciousUntil = System.nanoTime();
    private final Consumer<ProbeResult> heard;
    private volatile long turned = System.nanoTime();
    private volatile long slowedUntil = System.nanoTime();
    private volatile boolean closed;

    ProbeRunner(
            ProbeSender probe,
            ProbeSchedule questions,
            int rate,
            String namespace,
            ProbeSlots places,
            Consumer<ProbeResult> heard) {
        this.probe = probe;
        this.namespace = namespace;
        this.places = places;
        this.heard = heard;
        this.questions = questions;
        this.interval = TimeUnit.SECONDS.toNanos(1) / rate;
        this.suspiciousInterval = (long) (TimeUnit.SECONDS.toNanos(1) / ControllerTimings.suspicious(rate));
    }

    /** Asks them in turn. */
    @Override
    public void aim(List<GatewayEndpoint> endpoints) {
        this.endpoints = List.copyOf(endpoints);
    }

    @Override
    public boolean lively(Duration most) {
        return System.nanoTime() - turned <= most.toNanos();
    }

    /** Why fewer probes are sent than were asked for, with the cure; empty when that was not so for a while. */
    @Override
    public Optional<String> impaired() {
        return slowedUntil - System.nanoTime() > 0
                ? Optional.of("probes are sent less often than health.probe.rate says, since those of namespace "
                        + namespace + " take up its share of all; lower health.probe.rate, or release fewer at a time")
                : Optional.empty();
    }

    @Override
    public ObservationBatch drain(Instant at) {
        return new ObservationBatch(at, drain(), Counts.NONE);
    }

    /** Takes the results that have come in since the last call. */
    List<ProbeResult> drain() {
        List<ProbeResult> taken = new ArrayList<>();
        results.drainTo(taken);
        return taken;
    }

    /** As it does after a failure of green. */
    @Override
    public void suspect() {
        suspiciousUntil = System.nanoTime() + ControllerTimings.SUSPICION.toNanos();
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
                if (!UntrustedInput.survivable(e)) {
                    throw e;
                }
                LOG.warnf("a probe could not be sent: %s", UntrustedInput.why(e));
            }
            boolean suspicious = suspiciousUntil - System.nanoTime() > 0;
            next = Math.max(next + (suspicious ? suspiciousInterval : interval), System.nanoTime() - interval);
            LockSupport.parkNanos(next - System.nanoTime());
        }
    }

    /** False when nothing was sent. What finds no place is not left out but comes later, so that each path and endpoint has its turn. */
    private boolean ask(int turn) {
        if (endpoints.isEmpty()) {
            giveUp();
            return false;
        }
        Optional<FairTurns.Held> place = place(ProbeSlots.places(bytes(endpoints, turn)));
        place.ifPresent(held -> ask(held, turn));
        return place.isPresent();
    }

    private long bytes(List<GatewayEndpoint> now, int turn) {
        return now.isEmpty() ? 0 : 2L * probe.bytes(endpoint(now, turn), question(now, turn));
    }

    /** The last of so many. Those before are free a second later, whether or not there are enough by then: whoever waits for many keeps none from others. */
    private Optional<FairTurns.Held> place(int needed) {
        Optional<FairTurns.Held> place = place();
        while (place.isPresent() && taken + 1 < needed) {
            taken++;
            places.leave(place.get(), CompletableFuture.completedFuture(null));
            place = place();
        }
        taken = place.isPresent() ? 0 : taken;
        return place;
    }

    private void ask(FairTurns.Held place, int turn) {
        CompletableFuture<?> answered = CompletableFuture.completedFuture(null);
        try {
            answered = ask(endpoints, turn);
        } finally {
            places.leave(place, answered);
        }
    }

    private void giveUp() {
        wanted.filter(place -> !place.cancel(false)).ifPresent(place -> place.thenAccept(FairTurns.Held::close));
        wanted = Optional.empty();
    }

    private CompletableFuture<?> ask(List<GatewayEndpoint> now, int turn) {
        if (now.isEmpty()) {
            return CompletableFuture.completedFuture(null);
        }
        GatewayEndpoint endpoint = endpoint(now, turn);
        ProbeRequest question = question(now, turn);
        return CompletableFuture.allOf(
                send(endpoint, question, VersionRole.Blue), send(endpoint, question, VersionRole.Green));
    }

    private static GatewayEndpoint endpoint(List<GatewayEndpoint> now, int turn) {
        return now.get(Math.floorMod(turn, now.size()));
    }

    /** Each endpoint has rounds of its own, else two endpoints and two paths would meet in the same pairs for ever. */
    private ProbeRequest question(List<GatewayEndpoint> now, int turn) {
        return questions.at(endpoint(now, turn), Math.floorDiv(turn, now.size()));
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

    private CompletableFuture<?> send(GatewayEndpoint endpoint, ProbeRequest question, VersionRole role) {
        Semaphore room = Objects.requireNonNull(inFlight.get(role));
        if (!room.tryAcquire()) {
            return CompletableFuture.completedFuture(null);
        }
        return probe.send(endpoint, question, role).handle((result, _) -> {
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
        if (failed && result.colour() == VersionRole.Green) {
            suspect();
        }
        if (!results.offer(result)) {
            results.poll();
            results.offer(result);
        }
    }
}
