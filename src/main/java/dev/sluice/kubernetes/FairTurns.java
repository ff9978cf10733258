package dev.sluice.kubernetes;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

/**
 * Lets each namespace do as much at a time as its share of a {@link FairBudget} is. What is beyond that waits in a line of its own namespace, and the lines are
 * served in turn: whoever asks for little is not kept waiting by those who ask for much. Whoever gives up a wait completes or cancels its future.
 */
public final class FairTurns {
    private final FairBudget budget;
    private final int longest;
    /** Those that wait, namespace by namespace, the next to be served first. */
    private final Map<String, Deque<CompletableFuture<Held>>> lines = new LinkedHashMap<>();

    private boolean serving;

    /**
     * All free.
     *
     * @param most turns at a time
     * @param longest how many of one namespace may wait
     */
    public FairTurns(int most, int longest) {
        this.budget = new FairBudget(most);
        this.longest = longest;
    }

    /** A turn, until it is closed; closing it again does nothing. */
    public final class Held implements AutoCloseable {
        private final String namespace;
        private final AtomicBoolean over = new AtomicBoolean();

        private Held(String namespace) {
            this.namespace = namespace;
        }

        @Override
        public void close() {
            if (over.compareAndSet(false, true)) {
                budget.give(namespace, 1);
                serve();
            }
        }
    }

    /** Too many of the namespace wait already. */
    public static final class Crowded extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private Crowded(String namespace) {
            super("too much is under way for namespace " + namespace + " at the same time");
        }
    }

    /** Waits for a turn, which may be there at once; fails with {@link Crowded}. */
    public CompletableFuture<Held> enter(String namespace) {
        return enter(namespace, false);
    }

    /**
     * Waits for a turn.
     *
     * @param urgent before all that wait in the line of its namespace, however many these are
     */
    CompletableFuture<Held> enter(String namespace, boolean urgent) {
        CompletableFuture<Held> turn = new CompletableFuture<>();
        synchronized (this) {
            Deque<CompletableFuture<Held>> line = lines.computeIfAbsent(namespace, _ -> new ArrayDeque<>());
            line.removeIf(CompletableFuture::isDone);
            if (urgent) {
                line.addFirst(turn);
            } else if (line.size() < longest) {
                line.add(turn);
            } else {
                turn.completeExceptionally(new Crowded(namespace));
            }
        }
        serve();
        return turn;
    }

    /**
     * Does something in a turn, which lasts until that has completed.
     *
     * @param patience how long the turn is waited for
     * @return fails as that does, or with {@link Crowded} when it was not begun
     */
    public <T> CompletableFuture<T> run(
            String namespace, Duration patience, Supplier<? extends CompletionStage<T>> what) {
        return enter(namespace)
                .orTimeout(patience.toMillis(), TimeUnit.MILLISECONDS)
                .exceptionally(_ -> {
                    throw new Crowded(namespace);
                })
                .thenCompose(held -> in(held, what));
    }

    private static <T> CompletionStage<T> in(Held held, Supplier<? extends CompletionStage<T>> what) {
        try {
            return what.get().whenComplete((_, _) -> held.close());
        } catch (RuntimeException | Error e) {
            held.close();
            throw e;
        }
    }

    /** One thread serves at a time, so that turns which end at once pile up no stack. */
    private void serve() {
        synchronized (this) {
            if (serving) {
                return;
            }
            serving = true;
        }
        boolean well = false;
        try {
            for (Optional<Runnable> next = next(); next.isPresent(); next = next()) {
                next.get().run();
            }
            well = true;
        } finally {
            if (!well) {
                stopServing();
            }
        }
    }

    private synchronized void stopServing() {
        serving = false;
    }

    private synchronized Optional<Runnable> next() {
        for (Iterator<Map.Entry<String, Deque<CompletableFuture<Held>>>> all =
                        lines.entrySet().iterator();
                all.hasNext(); ) {
            Map.Entry<String, Deque<CompletableFuture<Held>>> entry = all.next();
            String namespace = entry.getKey();
            Deque<CompletableFuture<Held>> line = entry.getValue();
            line.removeIf(CompletableFuture::isDone);
            if (line.isEmpty()) {
                all.remove();
            } else if (budget.take(namespace, 1)) {
                CompletableFuture<Held> turn = line.remove();
                all.remove();
                lines.put(namespace, line);
                return Optional.of(() -> give(turn, new Held(namespace)));
            }
        }
        serving = false;
        return Optional.empty();
    }

    private static void give(CompletableFuture<Held> turn, Held held) {
        if (!turn.complete(held)) {
            held.close();
        }
    }
}
