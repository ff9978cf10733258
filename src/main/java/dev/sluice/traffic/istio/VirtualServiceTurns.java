package dev.sluice.traffic.istio;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * Lets the rollouts of this process write a VirtualService one after the other. Twenty that read and write it at the same
 * moment would make each other's writes fail, six of seven as tried on a busy machine. Those that go back do not stand in
 * one line with the others, and those let them pass. Nobody waits long: whoever holds a turn may be waiting for an API server
 * that hangs, and without a turn a write is as right as with one, since the API server refuses what is out of date. Nobody waits
 * for those who write another VirtualService, whatever its name is.
 */
final class VirtualServiceTurns {
    private static final Duration PATIENCE = Duration.ofSeconds(1);
    private static final Duration PATIENCE_BACK = Duration.ofMillis(300);

    /**
     * Who stands in the lines of one VirtualService.
     *
     * @param users how many hold or wait for a turn
     */
    private record Line(ReentrantLock forward, ReentrantLock back, int users) {
        Line with(int more) {
            return new Line(forward, back, users + more);
        }
    }

    private final Map<String, Line> lines = new ConcurrentHashMap<>();

    /** Runs one attempt at a write when it is its turn. */
    <T> T take(String namespace, String virtualService, boolean back, Supplier<T> attempt) {
        String key = namespace + "/" + virtualService;
        Line line = lines.merge(
                key, new Line(new ReentrantLock(true), new ReentrantLock(true), 1), (known, _) -> known.with(1));
        try {
            if (back) {
                return in(line.back(), PATIENCE_BACK, attempt);
            }
            return in(line.forward(), PATIENCE, () -> {
                in(line.back(), PATIENCE_BACK, () -> true);
                return attempt.get();
            });
        } finally {
            lines.computeIfPresent(key, (_, known) -> known.users() == 1 ? null : known.with(-1));
        }
    }

    /** VirtualServices that somebody writes or waits to write. */
    int inUse() {
        return lines.size();
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
