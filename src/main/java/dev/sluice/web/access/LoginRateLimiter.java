package dev.sluice.web.access;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;

/**
 * Lets so many tries pass in a while, for each address: whoever knocks with made-up tokens must not keep the API server busy. A try takes its
 * place before anything is asked, so that a burst passes no better than one after the other. It gets the place back when it was good, so
 * that nobody is kept out who has a token; behind an ingress all share one address.
 */
final class LoginRateLimiter {
    private static final int ADDRESSES = 1_000;

    private final int most;
    private final long nanos;
    private final LongSupplier clock;
    private final Map<String, Tries> known = new LinkedHashMap<>();

    LoginRateLimiter(int most, Duration span, LongSupplier clock) {
        this.most = most;
        this.nanos = span.toNanos();
        this.clock = clock;
    }

    /** The tries of an address. */
    synchronized Tries of(String address) {
        Tries tries = known.get(address);
        if (tries == null || clock.getAsLong() - tries.since >= nanos) {
            tries = new Tries(clock.getAsLong(), most);
            // Taken out first, so that the order is that of age.
            known.remove(address);
            known.put(address, tries);
        }
        if (known.size() > ADDRESSES) {
            known.remove(known.keySet().iterator().next());
        }
        return tries;
    }

    /** What one address tries in a while. */
    static final class Tries {
        private static final int ALL_WHO_WAIT = Integer.MAX_VALUE / 2;

        private final long since;
        private final int most;
        private final Semaphore places;
        private final AtomicInteger failures = new AtomicInteger();

        Tries(long since, int most) {
            this.since = since;
            this.most = most;
            this.places = new Semaphore(most);
        }

        /** Takes a place; waits for one while those who have them may turn out good. False when there is none. */
        boolean take(Duration patience) {
            try {
                return places.tryAcquire(patience.toMillis(), TimeUnit.MILLISECONDS) && failures.get() < most;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return false;
            }
        }

        /** Gives the place back: nothing speaks against this try. */
        void giveBack() {
            places.release();
        }

        /** Keeps the place taken. */
        void failed() {
            if (failures.incrementAndGet() == most) {
                // No place comes free any more, which they need not wait for.
                places.release(ALL_WHO_WAIT);
            }
        }
    }
}
