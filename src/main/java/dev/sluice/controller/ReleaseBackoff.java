package dev.sluice.controller;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** When a Deployment whose release could not begin is tried again: at once when something of it has changed, else ever more seldom. For several threads. */
final class ReleaseBackoff {
    /** Of one policy in one pass. */
    static final int EACH = 20;

    private static final Duration FIRST = Duration.ofSeconds(5);
    private static final int DOUBLINGS = 6;

    private final Map<String, Failed> failed = new HashMap<>();

    private record Failed(String mark, int times, Instant until) {}

    /**
     * Whether to try.
     *
     * @param mark differs from the one of the last attempt when something has changed that it depends on
     */
    synchronized boolean due(String uid, String mark, Instant now) {
        Failed last = failed.get(uid);
        return last == null || !last.mark().equals(mark) || !now.isBefore(last.until());
    }

    /** Whether it was tried already, and nothing of it has changed since. */
    synchronized boolean again(String uid, String mark) {
        Failed last = failed.get(uid);
        return last != null && last.mark().equals(mark);
    }

    synchronized void failed(String uid, String mark, Instant now) {
        Failed last = failed.get(uid);
        int times = last == null || !last.mark().equals(mark) ? 0 : last.times() + 1;
        failed.put(uid, new Failed(mark, times, now.plus(FIRST.multipliedBy(1L << Math.min(times, DOUBLINGS)))));
    }

    synchronized void keep(Set<String> uids) {
        failed.keySet().retainAll(uids);
    }
}
