package dev.sluice.web.access;

import dev.sluice.store.Identity;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Finds out whose token it is, and keeps those out for a moment who try many that are nobody's. */
@ApplicationScoped
class Guests {
    private static final int TRIES = 20;
    private static final Duration MOMENT = Duration.ofSeconds(10);
    private static final int REGULARS = 1_000;

    private final Judge judge;
    private final Turnstile turnstile = new Turnstile(TRIES, MOMENT, System::nanoTime);
    private final Map<String, Boolean> regulars = new LinkedHashMap<>();

    Guests(Judge judge) {
        this.judge = judge;
    }

    /**
     * Whose token this is; empty when it is nobody's.
     *
     * @throws TooMany when this address has tried too many that were nobody's, and this one was never anybody's
     */
    Optional<Identity> who(String token, String address) {
        String hash = Judge.hash(token);
        if (!regular(hash) && !turnstile.open(address)) {
            throw new TooMany();
        }
        Optional<Identity> found = judge.who(token);
        if (found.isEmpty()) {
            turnstile.failed(address);
        }
        remember(hash, found.isPresent());
        return found;
    }

    private boolean regular(String hash) {
        synchronized (regulars) {
            return regulars.containsKey(hash);
        }
    }

    private void remember(String hash, boolean good) {
        synchronized (regulars) {
            regulars.remove(hash);
            if (good) {
                regulars.put(hash, true);
            }
            if (regulars.size() > REGULARS) {
                regulars.remove(regulars.keySet().iterator().next());
            }
        }
    }

    /** Too many tokens of one address were nobody's: answered with 429. */
    static final class TooMany extends RuntimeException {
        private static final long serialVersionUID = 1L;

        TooMany() {
            super("too many sign-ins from this address have failed; try again in " + MOMENT.toSeconds() + " seconds");
        }
    }
}
