package dev.sluice.web.access;

import io.vertx.core.Context;
import io.vertx.ext.web.RoutingContext;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;

/** Finds out about whoever sent a request, which may take a while, beside the event loop, and goes on with the request there. */
@Singleton
final class BlockingAuthentication {
    private final ProblemResponses refusals;
    private final ExecutorService threads = Executors.newThreadPerTaskExecutor(
            Thread.ofVirtual().name("door-", 0).factory());

    BlockingAuthentication(ProblemResponses refusals) {
        this.refusals = refusals;
    }

    @PreDestroy
    void close() {
        threads.shutdownNow();
    }

    /**
     * Asks.
     *
     * @param question may wait; gives what is done with the request then. What it throws is answered
     */
    void ask(RoutingContext context, Supplier<Runnable> question) {
        Context loop = context.vertx().getOrCreateContext();
        threads.execute(() -> {
            Runnable then = answered(context, question);
            loop.runOnContext(none -> finish(context, then));
        });
    }

    private Runnable answered(RoutingContext context, Supplier<Runnable> question) {
        try {
            return question.get();
        } catch (AuthorizerUnavailableException e) {
            return () -> refusals.answer(ProblemDetails.of(e), context);
        } catch (PermissionDeniedException e) {
            return () -> refusals.answer(ProblemDetails.of(e), context);
        } catch (TokenAuthenticator.TooMany e) {
            return () -> refusals.answer(ProblemDetails.of(e), context);
        } catch (RuntimeException e) {
            return () -> context.fail(e);
        }
    }

    /** What goes wrong here is nobody else's to answer, and without an answer the caller waits. */
    private static void finish(RoutingContext context, Runnable then) {
        try {
            then.run();
        } catch (RuntimeException e) {
            context.fail(e);
        }
    }
}
