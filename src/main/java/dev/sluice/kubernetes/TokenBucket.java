package dev.sluice.kubernetes;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/** How often each namespace may have something done: so many times at once, and once more for each time that has passed since. */
public final class TokenBucket {
    private final Duration each;
    private final Duration atOnce;
    /** When a namespace has all of it again; of one that is not here, it has. */
    private final Map<String, Instant> whole = new HashMap<>();

    /**
     * A full one for each namespace.
     *
     * @param atOnce times
     * @param each after which there is one more
     */
    public TokenBucket(int atOnce, Duration each) {
        this.each = each;
        this.atOnce = each.multipliedBy(atOnce);
    }

    /** Takes one of a namespace's; false when it has none left. */
    public synchronized boolean take(String namespace, Instant now) {
        whole.values().removeIf(at -> !at.isAfter(now));
        Instant then = whole.getOrDefault(namespace, now).plus(each);
        if (then.isAfter(now.plus(atOnce))) {
            return false;
        }
        whole.put(namespace, then);
        return true;
    }
}
