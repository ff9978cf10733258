package dev.sluice.web.access;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Lets so many tries pass in a while, for each address: whoever knocks with made-up tokens must not keep the API server busy. It counts what
 * failed, so that nobody is kept out who has a token; behind an ingress all share one address.
 */
final class Turnstile {
    private static final int ADDRESSES = 1_000;

    private final int most;
    private final long nanos;
    private final LongSupplier clock;
    private final Map<String, Window> windows = new LinkedHashMap<>();

    Turnstile(int most, Duration span, LongSupplier clock) {
        this.most = most;
        this.nanos = span.toNanos();
        this.clock = clock;
    }

    /** Whether another try of this address is looked at. */
    synchronized boolean open(String address) {
        Window window = windows.get(address);
        return window == null || over(window) || window.failures() < most;
    }

    /** Counts a try that failed. */
    synchronized void failed(String address) {
        Window known = windows.get(address);
        windows.put(
                address,
                known == null || over(known)
                        ? new Window(clock.getAsLong(), 1)
                        : new Window(known.since(), known.failures() + 1));
        var oldest = windows.keySet().iterator();
        while (windows.size() > ADDRESSES) {
            oldest.next();
            oldest.remove();
        }
    }

    private boolean over(Window window) {
        return clock.getAsLong() - window.since() >= nanos;
    }

    private record Window(long since, int failures) {}
}
