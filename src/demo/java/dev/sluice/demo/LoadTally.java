package dev.sluice.demo;

import dev.sluice.demo.LoadReport.Count;
import dev.sluice.demo.LoadReport.Second;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Counts requests by second, version and outcome. */
final class LoadTally {
    private static final int SECONDS = 300;
    private final Deque<Second> seconds = new ArrayDeque<>();
    private final Map<String, Count> totals = new TreeMap<>();

    synchronized void count(long second, String version, boolean ok) {
        Count one = ok ? new Count(1, 0) : new Count(0, 1);
        at(second).versions().merge(version, one, Count::and);
        totals.merge(version, one, Count::and);
    }

    synchronized LoadReport report(int requestsPerSecond) {
        List<Second> copy = seconds.stream()
                .map(second -> new Second(second.at(), Map.copyOf(second.versions())))
                .toList();
        Count all = totals.values().stream().reduce(Count.ZERO, Count::and);
        return new LoadReport(requestsPerSecond, copy, Map.copyOf(totals), all.ok(), all.failed());
    }

    private Second at(long second) {
        Second last = seconds.peekLast();
        if (last != null && last.at() >= second) {
            return last;
        }
        Second next = new Second(second, new TreeMap<>());
        seconds.addLast(next);
        if (seconds.size() > SECONDS) {
            seconds.removeFirst();
        }
        return next;
    }
}
