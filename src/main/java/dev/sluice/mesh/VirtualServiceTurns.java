package dev.sluice.mesh;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * Lets the rollouts of this process write a VirtualService one after the other. Twenty that read and write it at the same
 * moment would make each other's writes fail, six of seven as tried on a busy machine. Those that go back do not stand in
 * one line with the others, and those let them pass. Nobody waits long: whoever holds a turn may be waiting for an API server
 * that hangs, and without a turn a write is as right as with one, since the API server refuses what is out of date.
 */
final class VirtualServiceTurns {
    private static final Duration PATIENCE = Duration.ofSeconds(1);
    private static final Duration PATIENCE_BACK = Duration.ofMillis(300);

    /** Two VirtualServices may share a turn, which costs a moment and no more. */
    private static final int LINES = 64;

    private record Line(ReentrantLock forward, ReentrantLock back) {}

    private final Line[] lines = IntStream.range(0, LINES)
            .mapToObj(_ -> new Line(new ReentrantLock(true), new ReentrantLock(true)))
            .toArray(Line[]::new);

    /** Runs one attempt at a write when it is its turn. */
    <T> T take(String namespace, String virtualService, boolean back, Supplier<T> attempt) {
        Line line = lines[Math.floorMod((namespace + "/" + virtualService).hashCode(), LINES)];
        if (back) {
            return in(line.back(), PATIENCE_BACK, attempt);
        }
        return in(line.forward(), PATIENCE, () -> {
            in(line.back(), PATIENCE_BACK, () -> true);
            return attempt.get();
        });
    }

    private static <T> T in(ReentrantLock lock, Duration patience, Supplier<T> what) {
        boolean held = false;
        try {
            held = lock.tryLock(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        try {
            return what.get();
        } finally {
            if (held) {
                lock.unlock();
            }
        }
    }
}
