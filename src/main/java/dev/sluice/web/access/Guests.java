package dev.sluice.web.access;

import dev.sluice.store.Identity;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/** Finds out whose token it is, and keeps those out for a moment who try many that are nobody's. */
@ApplicationScoped
class Guests {
    private static final int TRIES = 20;
    private static final Duration MOMENT = Duration.ofSeconds(10);
    private static final Duration PATIENCE = Duration.ofSeconds(5);
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
        Optional<Identity> found = regular(hash) ? judge.who(token) : newcomer(token, address);
        remember(hash, found.isPresent());
        return found;
    }

    private Optional<Identity> newcomer(String token, String address) {
        Turnstile.Tries tries = turnstile.of(address);
        if (!tries.take(PATIENCE)) {
            throw new TooMany();
        }
        AtomicBoolean asked = new AtomicBoolean();
        boolean known = false;
        try {
            Optional<Identity> found = judge.who(token, () -> asked.set(true));
            known = found.isPresent();
            return found;
        } finally {
            // An answer that was kept costs the API server nothing; a question that it does not answer costs it more
            // than others.
            if (known || !asked.get()) {
                tries.giveBack();
            } else {
                tries.failed();
            }
        }
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
            super("too many sign-ins from this address have failed, or wait for an answer; try again in "
                    + MOMENT.toSeconds() + " seconds");
        }
    }
}
