package dev.sluice.web.access;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import dev.sluice.store.KubernetesUser;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
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
    private final LoginRateLimiter rateLimiter = new LoginRateLimiter(TRIES, MOMENT, Ticker.systemTicker());
    private final Cache<String, Boolean> regulars =
            Caffeine.newBuilder().maximumSize(REGULARS).executor(Runnable::run).build();

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
        Optional<KubernetesUser> found =
                regulars.getIfPresent(hash) == null ? newcomer(token, address) : authorizer.who(token);
        if (found.isPresent()) {
            regulars.put(hash, true);
        } else {
            regulars.invalidate(hash);
        }
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

    /** Too many tokens of one address were nobody's: answered with 429. */
    static final class TooMany extends RuntimeException {
        private static final long serialVersionUID = 1L;

        TooMany() {
            super("too many sign-ins from this address have failed, or wait for an answer; try again in "
                    + MOMENT.toSeconds() + " seconds");
        }
    }
}
