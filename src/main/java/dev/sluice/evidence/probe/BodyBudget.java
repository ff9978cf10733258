package dev.sluice.evidence.probe;

import dev.sluice.kubernetes.FairBudget;
import dev.sluice.kubernetes.FairTurns;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * What the bodies of all probes together may cost: memory for what is kept of them, and work for what is looked for in them. The work is done beside the
 * event loops, on which everybody's requests are, by few threads and namespace by namespace.
 *
 * @param kept bytes that are kept at a time
 * @param turns whose work is done at a time
 * @param workers do it
 */
record BodyBudget(FairBudget kept, FairTurns turns, Executor workers) {
    /** A small part of a small heap. */
    private static final long KEPT = 32L << 20;

    private static final int WORKERS = 2;

    /** A namespace that is alone, which gets the half of them, keeps all workers busy. */
    private static final int TURNS = 2 * WORKERS;

    private static final int WAITING = 256;

    /** What was not looked into by then says nothing. */
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    static BodyBudget usual() {
        return of(new FairBudget(KEPT));
    }

    /** The usual workers with another budget. */
    static BodyBudget of(FairBudget kept) {
        ThreadPoolExecutor workers = new ThreadPoolExecutor(
                WORKERS,
                WORKERS,
                1,
                TimeUnit.MINUTES,
                new LinkedBlockingQueue<>(),
                Thread.ofPlatform().daemon().name("bodies-", 0).factory());
        workers.allowCoreThreadTimeOut(true);
        return new BodyBudget(kept, new FairTurns(TURNS, WAITING), workers);
    }

    /** Looks into a body when it is the namespace's turn; fails with {@link FairTurns.Crowded} when that does not come soon. */
    <T> CompletableFuture<T> look(String namespace, Supplier<T> look) {
        return turns.run(namespace, PATIENCE, () -> CompletableFuture.supplyAsync(look, workers));
    }
}
