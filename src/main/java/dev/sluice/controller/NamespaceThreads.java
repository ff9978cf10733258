package dev.sluice.controller;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;

/**
 * Does what is to be done for each namespace in threads of that namespace, so many of them at a time: whatever a namespace has large or slow, nobody else
 * waits for it, and the loop that finds out what is to be done waits for nobody.
 */
final class NamespaceThreads {
    private final int each;
    private final Executor threads;
    /** What was not begun yet, by namespace. */
    private final Map<String, Deque<Job>> waiting = new HashMap<>();

    private final Map<String, Integer> running = new HashMap<>();
    private final Set<String> underWay = new HashSet<>();

    /**
     * None runs yet.
     *
     * @param each threads of a namespace at a time
     * @param threads runs each thing that it is given in a thread of its own
     */
    NamespaceThreads(int each, Executor threads) {
        this.each = each;
        this.threads = threads;
    }

    /**
     * Virtual threads that are watched, as loops are.
     *
     * @param what they do, as people are told
     */
    static Executor watched(LoopMonitor loops, String name, String what) {
        return work -> Thread.ofVirtual().name(name).start(() -> loops.run(what, LoopMonitor.TURN, work));
    }

    /**
     * Something to do; what goes wrong with it is logged.
     *
     * @param namespace for which
     * @param key tells it from all else
     */
    record Job(String namespace, String key, Runnable work) {}

    /** All that there is to do now; what was not begun of what was told before is forgotten, and what is under way is not begun again. */
    void replace(List<Job> jobs) {
        begin(jobs).forEach(namespace -> threads.execute(() -> serve(namespace)));
    }

    private synchronized List<String> begin(List<Job> jobs) {
        waiting.clear();
        jobs.stream()
                .filter(job -> !underWay.contains(job.key()))
                .forEach(job -> waiting.computeIfAbsent(job.namespace(), _ -> new ArrayDeque<>())
                        .add(job));
        List<String> begun = new ArrayList<>();
        waiting.forEach((namespace, line) -> {
            int free = Math.min(each - running.getOrDefault(namespace, 0), line.size());
            for (int i = 0; i < free; i++) {
                running.merge(namespace, 1, Integer::sum);
                begun.add(namespace);
            }
        });
        return begun;
    }

    private void serve(String namespace) {
        for (Optional<Job> next = next(namespace); next.isPresent(); next = next(namespace)) {
            Job job = next.get();
            try {
                IsolatedTask.run(job.key(), job.work());
            } finally {
                done(job);
            }
        }
    }

    /** Empty when there is none, and the thread that asks ends. */
    private synchronized Optional<Job> next(String namespace) {
        Optional<Job> next = Optional.ofNullable(waiting.get(namespace)).map(Deque::poll);
        next.ifPresentOrElse(
                job -> underWay.add(job.key()),
                () -> running.computeIfPresent(namespace, (_, threads) -> threads == 1 ? null : threads - 1));
        return next;
    }

    private synchronized void done(Job job) {
        underWay.remove(job.key());
    }
}
