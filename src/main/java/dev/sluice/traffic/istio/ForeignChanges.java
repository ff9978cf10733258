package dev.sluice.traffic.istio;

import java.time.Duration;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Changes that concern all namespaces, of which each namespace gets one in a while: somebody who changes objects all the time must not make everybody's
 * policies be looked at as often.
 */
final class ForeignChanges {
    /** The first change tells at once, those that follow together. */
    static final Duration WHILE = Duration.ofSeconds(10);

    private final LongSupplier nanos;
    private final Map<String, Change> last = new HashMap<>();
    private long count;

    /** @param told whether all that has changed is known to others */
    private record Change(long at, boolean told) {}

    /** @param nanos a clock that nobody sets, in nanoseconds */
    ForeignChanges(LongSupplier nanos) {
        this.nanos = nanos;
    }

    /** Something that concerns others has changed in a namespace. */
    synchronized void changed(String namespace) {
        long now = nanos.getAsLong();
        Change before = last.get(namespace);
        if (before == null || now - before.at() >= WHILE.toNanos()) {
            last.put(namespace, new Change(now, true));
            count++;
        } else {
            last.put(namespace, new Change(before.at(), false));
        }
    }

    /** Differs from an earlier one when others have to look again. */
    synchronized long mark() {
        long now = nanos.getAsLong();
        for (Iterator<Change> each = last.values().iterator(); each.hasNext(); ) {
            Change change = each.next();
            if (now - change.at() >= WHILE.toNanos()) {
                count += change.told() ? 0 : 1;
                each.remove();
            }
        }
        return count;
    }
}
