package dev.sluice.controller;

import dev.sluice.kubernetes.JobWatch;
import dev.sluice.kubernetes.LoopWatch;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.stream.Stream;

/**
 * The loops that the controller consists of. Each shows that it lives by going round; one that has ended, or was not heard of for longer
 * than it may take, makes the whole process unfit to act: another replica can do better.
 */
@ApplicationScoped
public class LoopMonitor implements LoopWatch, JobWatch {
    /** No single turn of a loop takes so long: requests to the API server end after seconds, whatever the answer. */
    static final Duration TURN = Duration.ofMinutes(3);

    private static final ScopedValue<Heart> CURRENT = ScopedValue.newInstance();

    private final LongSupplier nanos;
    private final Set<Heart> hearts = ConcurrentHashMap.newKeySet();
    private final Set<Other> others = ConcurrentHashMap.newKeySet();

    @Inject
    public LoopMonitor() {
        this(System::nanoTime);
    }

    /** @param nanos a clock that nobody sets, in nanoseconds */
    LoopMonitor(LongSupplier nanos) {
        this.nanos = nanos;
    }

    /** Something that tells by itself whether it lives. */
    private record Other(String name, BooleanSupplier lives) implements Watched {}

    /** What is watched until it is closed. */
    interface Watched {}

    /**
     * Runs a loop in this thread, until it ends as it should.
     *
     * @param turn how long it may take from one {@link Heart#beat} to the next
     */
    void run(String name, Duration turn, Runnable loop) {
        Heart heart = new Heart(name, turn);
        hearts.add(heart);
        heart.run(loop);
        hearts.remove(heart);
    }

    @Override
    public Job watchJob(String name, Duration every) {
        Heart heart = new Heart(name, TURN.plus(every));
        hearts.add(heart);
        return once -> {
            heart.run(() -> IsolatedTask.run(name, once));
            heart.beat();
        };
    }

    /** The loop that this thread runs goes on; nothing where it runs none. */
    static void heartbeat() {
        if (CURRENT.isBound()) {
            CURRENT.get().beat();
        }
    }

    /** Watches what has a loop elsewhere, until it is {@linkplain #forget forgotten}. */
    Watched watch(String name, BooleanSupplier lives) {
        Other other = new Other(name, lives);
        others.add(other);
        return other;
    }

    @Override
    public void watchAlways(String name, BooleanSupplier lives) {
        var _ = watch(name, lives);
    }

    void forget(Watched watched) {
        others.removeIf(watched::equals);
    }

    /** The loops that have ended though nobody has stopped them, or that hang. */
    List<String> failing() {
        long now = nanos.getAsLong();
        List<String> hearts = this.hearts.stream()
                .filter(heart -> heart.dead || now - heart.last > heart.turn)
                .map(heart -> heart.name)
                .toList();
        List<String> others = this.others.stream()
                .filter(other -> !other.lives().getAsBoolean())
                .map(Other::name)
                .toList();
        return Stream.concat(hearts.stream(), others.stream()).sorted().toList();
    }

    /** All stood still together, since the process did: that is nobody's fault. */
    void thaw() {
        hearts.forEach(Heart::beat);
    }

    /** Of one loop. */
    private final class Heart {
        private final String name;
        private final long turn;
        private volatile long last = nanos.getAsLong();
        private volatile boolean dead;

        private Heart(String name, Duration turn) {
            this.name = name;
            this.turn = turn.toNanos();
        }

        private void beat() {
            last = nanos.getAsLong();
        }

        /** Whatever comes out of it is the end of it. */
        private void run(Runnable what) {
            boolean well = false;
            try {
                ScopedValue.where(CURRENT, this).run(what);
                well = true;
            } finally {
                dead = !well;
            }
        }
    }
}
