package dev.sluice.kubernetes;

import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntFunction;
import java.util.function.Predicate;

/**
 * Repeats what reads an object and writes it changed, as long as somebody else was faster, like RetryOnConflict of client-go.
 *
 * @param attempts how many there are in all; at least one
 * @param longest the longest pause between two. Pauses are random and grow, so that each of many writers comes at a moment of its own
 */
public record ConflictRetry(int attempts, Duration longest) {
    /** For objects that few others write. */
    public static final ConflictRetry USUAL = new ConflictRetry(5, Duration.ofMillis(80));

    private static final int CONFLICT = 409;
    private static final long SHORTEST = TimeUnit.MILLISECONDS.toNanos(2);
    private static final int DOUBLINGS = 20;

    /**
     * Tries until there is no conflict.
     *
     * @param attempt what is tried, given its number from 1 on; it throws what {@link #conflict} knows where somebody was faster
     * @throws KubernetesClientException the last conflict, or at once whatever else the API server says
     */
    public <T> T run(IntFunction<T> attempt) {
        return run(ConflictRetry::conflict, attempt);
    }

    /**
     * The same where a conflict is told in another way.
     *
     * @param conflict whether this is one
     */
    public <T> T run(Predicate<RuntimeException> conflict, IntFunction<T> attempt) {
        for (int number = 1; ; number++) {
            try {
                return attempt.apply(number);
            } catch (RuntimeException e) {
                if (number >= attempts || !conflict.test(e)) {
                    throw e;
                }
            }
            long most = Math.min(longest.toNanos(), SHORTEST << Math.min(number, DOUBLINGS));
            LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(most));
        }
    }

    /** Whether the API server says that the object has changed since it was read. */
    public static boolean conflict(RuntimeException e) {
        return e instanceof KubernetesClientException answer && answer.getCode() == CONFLICT;
    }
}
