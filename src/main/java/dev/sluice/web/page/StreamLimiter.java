package dev.sluice.web.page;

import java.util.HashMap;
import java.util.Map;

/** Pages that are kept up to date at once: so many in all, and so few of one visitor that the others find a seat too. */
final class StreamLimiter {
    private final int most;
    private final int each;
    private final Map<String, Integer> taken = new HashMap<>();
    private int all;

    StreamLimiter(int most, int each) {
        this.most = most;
        this.each = each;
    }

    /** Takes a seat; false when none is left, or the visitor has enough. */
    synchronized boolean take(String visitor) {
        int theirs = taken.getOrDefault(visitor, 0);
        if (all >= most || theirs >= each) {
            return false;
        }
        all++;
        taken.put(visitor, theirs + 1);
        return true;
    }

    /** Gives one back. */
    synchronized void leave(String visitor) {
        all--;
        taken.merge(visitor, -1, Integer::sum);
        taken.remove(visitor, 0);
    }
}
