package dev.sluice.web.access;

import com.github.benmanes.caffeine.cache.AsyncCache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import dev.sluice.api.TextSanitizer;
import dev.sluice.kubernetes.KubernetesAuthorizer;
import dev.sluice.kubernetes.KubernetesUser;
import dev.sluice.kubernetes.ResourceAttributes;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/**
 * Puts questions to the API server and remembers the answers for ten seconds: a page asks many of them, and a right that was taken
 * away must not last. Tokens are remembered by their hash. Without an answer nothing is allowed.
 */
@ApplicationScoped
class CachingAuthorizer {
    /** How long a token that was revoked, or a right that was taken away, may still be good. */
    static final Duration LASTS = Duration.ofSeconds(10);

    private static final Logger LOG = Logger.getLogger(CachingAuthorizer.class);
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final int TOKENS = 1_000;
    private static final int RIGHTS = 20_000;
    private static final int AT_A_TIME = 32;
    private static final int FORBIDDEN = 403;
    private static final String NOBODY = "sluice:nobody";

    private final KubernetesAuthorizer authorizer;
    private final Ticker ticker;
    private final AsyncCache<String, Answer<Optional<KubernetesUser>>> tokens;
    private final AsyncCache<Right, Answer<Boolean>> rights;
    private final Semaphore room = new Semaphore(AT_A_TIME);
    private final ExecutorService threads = Executors.newThreadPerTaskExecutor(
            Thread.ofVirtual().name("review-", 0).factory());

    @Inject
    CachingAuthorizer(KubernetesAuthorizer authorizer) {
        this(authorizer, Ticker.systemTicker());
    }

    CachingAuthorizer(KubernetesAuthorizer authorizer, Ticker ticker) {
        this.authorizer = authorizer;
        this.ticker = ticker;
        this.tokens = answers(TOKENS);
        this.rights = answers(RIGHTS);
    }

    /** The cache's own clock only bounds what is kept: it begins with the answer, a moment after whoever waits has it. */
    private <K, T> AsyncCache<K, Answer<T>> answers(int most) {
        return Caffeine.newBuilder()
                .maximumSize(most)
                .expireAfterWrite(LASTS)
                .ticker(ticker)
                .executor(Runnable::run)
                .buildAsync();
    }

    @PreDestroy
    void close() {
        threads.shutdownNow();
    }

    /** Asks both questions about nobody: whoever may not ask is told so in the log now, and the first visitor need not wait. */
    void rehearse() {
        threads.execute(() -> {
            try {
                who(NOBODY);
                may(new KubernetesUser(NOBODY, "", List.of(), Map.of()), ResourceAttributes.rollouts("list", "", ""));
            } catch (UnavailableException e) {
                LOG.debug("nobody could be asked about", e);
            }
        });
    }

    /** Whose token this is; empty when it is nobody's. */
    Optional<KubernetesUser> who(String token) {
        return who(token, () -> {});
    }

    /** The same; {@code asking} is run if the API server is asked because of it, and no answer was kept or under way. */
    Optional<KubernetesUser> who(String token, Runnable asking) {
        return answer("who you are", keptOrAsked(tokens, hash(token), () -> {
            asking.run();
            return ask(() -> authorizer.who(token));
        }));
    }

    /** Whether somebody may do something. */
    boolean may(KubernetesUser who, ResourceAttributes attributes) {
        return answer(
                "what " + TextSanitizer.name(who.name()) + " may do",
                keptOrAsked(rights, new Right(who, attributes), () -> ask(() -> authorizer.allowed(who, attributes))));
    }

    private <K, T> CompletableFuture<Answer<T>> keptOrAsked(
            AsyncCache<K, Answer<T>> answers, K key, Supplier<CompletableFuture<Answer<T>>> question) {
        CompletableFuture<Answer<T>> kept = answers.getIfPresent(key);
        if (kept != null && isOver(kept)) {
            answers.asMap().remove(key, kept);
        }
        return answers.get(key, (_, _) -> question.get());
    }

    /** An answer is as old as its question; what failed is no answer. */
    private <T> boolean isOver(CompletableFuture<Answer<T>> kept) {
        return switch (kept.state()) {
            case RUNNING -> false;
            case SUCCESS -> ticker.read() - kept.resultNow().asked() >= LASTS.toNanos();
            case FAILED, CANCELLED -> true;
        };
    }

    private <T> CompletableFuture<Answer<T>> ask(Supplier<T> question) {
        long asked = ticker.read();
        return CompletableFuture.supplyAsync(
                () -> {
                    enter();
                    try {
                        return new Answer<>(question.get(), asked);
                    } finally {
                        room.release();
                    }
                },
                threads);
    }

    /** Nobody waits any more for the answer to a question that was kept waiting for longer. */
    private void enter() {
        try {
            if (!room.tryAcquire(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new RejectedExecutionException(
                        AT_A_TIME + " questions were before it, and are without an answer");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RejectedExecutionException("the dashboard ends", e);
        }
    }

    private static <T> T answer(String question, CompletableFuture<Answer<T>> future) {
        try {
            return future.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS).value();
        } catch (TimeoutException e) {
            LOG.warnf("the API server was asked %s: no answer in %s s", question, PATIENCE.toSeconds());
            throw new UnavailableException(question, e);
        } catch (ExecutionException e) {
            LOG.warnf("the API server was asked %s: %s", question, why(e));
            throw new UnavailableException(question, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UnavailableException(question, e);
        }
    }

    private static String why(ExecutionException failed) {
        Throwable cause = failed.getCause() == null ? failed : failed.getCause();
        boolean forbidden = cause instanceof KubernetesClientException refused && refused.getCode() == FORBIDDEN;
        // What the client says is that something went wrong; what went wrong is below.
        while (!forbidden && cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause.getMessage()
                + (forbidden
                        ? "; apply the component kubernetes/dashboard or kubernetes/metrics-auth, which give the right to ask"
                        : "");
    }

    /** Finds out by questions that wait, beside the event loop and its workers, and goes on on the event loop. */
    <T> Uni<T> later(Supplier<T> question) {
        Context loop = Objects.requireNonNull(Vertx.currentContext());
        return Uni.createFrom()
                .item(question)
                .runSubscriptionOn(threads)
                .emitOn(task -> loop.runOnContext(_ -> task.run()));
    }

    /** What a token is remembered by. */
    static String hash(String token) {
        try {
            byte[] sum = MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(sum);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private record Right(KubernetesUser who, ResourceAttributes deed) {}

    /** What was answered to what was asked then; it is no newer than the question. */
    private record Answer<T>(T value, long asked) {}

    /** The API server did not say in time who somebody is or what they may do: answered with 503, and nothing is allowed. */
    public static final class UnavailableException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        UnavailableException(String question, Throwable cause) {
            super("the API server did not say " + question + "; nothing is shown or done here until it does", cause);
        }
    }
}
