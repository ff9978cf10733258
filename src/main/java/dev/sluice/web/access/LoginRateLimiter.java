package dev.sluice.web.access;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Lets so many tries pass in a while, for each address: whoever knocks with made-up tokens must not keep the API server busy. A try takes its
 * place before anything is asked, so that a burst passes no better than one after the other. It gets the place back when it was good, so
 * that nobody is kept out who has a token; behind an ingress all share one address.
 */
final class LoginRateLimiter {
    private static final int ADDRESSES = 1_000;

    private final int most;
    private final Cache<String, Tries> known;

    LoginRateLimiter(int most, Duration span, Ticker ticker) {
        this.most = most;
        this.known = Caffeine.newBuilder()
                .maximumSize(ADDRESSES)
                .expireAfterWrite(span)
                .ticker(ticker)
                .executor(Runnable::run)
                .build();
    }

    /** The tries of an address. */
    Tries of(String address) {
        return known.get(address, _ -> new Tries(most));
    }

    /** What one address tries in a while. */
    static final class Tries {
        private static final int ALL_WHO_WAIT = Integer.MAX_VALUE / 2;

        private final int most;
        private final Semaphore places;
        private final AtomicInteger failures = new AtomicInteger();

        Tries(int most) {
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
