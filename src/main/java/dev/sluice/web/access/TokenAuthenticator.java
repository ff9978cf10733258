package dev.sluice.web.access;

import dev.sluice.kubernetes.KubernetesUser;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/** Finds out whose token it is, and keeps those out for a moment who try many that are nobody's. */
@ApplicationScoped
class TokenAuthenticator {
    private static final int TRIES = 20;
    private static final Duration MOMENT = Duration.ofSeconds(10);
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final int REGULARS = 1_000;

    private final CachingAuthorizer authorizer;
    private final LoginRateLimiter rateLimiter = new LoginRateLimiter(TRIES, MOMENT, System::nanoTime);
    private final Map<String, Boolean> regulars = new LinkedHashMap<>();

    TokenAuthenticator(CachingAuthorizer authorizer) {
        this.authorizer = authorizer;
    }

    /**
     * Whose token this is; empty when it is nobody's.
     *
     * @throws TooMany when this address has tried too many that were nobody's, and this one was never anybody's
     */
    Optional<KubernetesUser> who(String token, String address) {
        String hash = CachingAuthorizer.hash(token);
        Optional<KubernetesUser> found = regular(hash) ? authorizer.who(token) : newcomer(token, address);
        remember(hash, found.isPresent());
        return found;
    }

    private Optional<KubernetesUser> newcomer(String token, String address) {
        LoginRateLimiter.Tries tries = rateLimiter.of(address);
        if (!tries.take(PATIENCE)) {
            throw new TooMany();
        }
        AtomicBoolean asked = new AtomicBoolean();
        boolean known = false;
        try {
            Optional<KubernetesUser> found = authorizer.who(token, () -> asked.set(true));
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
