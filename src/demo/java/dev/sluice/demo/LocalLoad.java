package dev.sluice.demo;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The users: a steady stream of requests through the ingress. When a request is due does not depend on the answers to
 * earlier ones, so a slow app cannot hide its slowness by slowing its users down.
 */
final class LocalLoad implements AutoCloseable {
    private static final int IN_FLIGHT = 1500;
    private static final int TICK_MILLIS = 5;
    private static final int TIMEOUT_MILLIS = 5000;
    private static final String NOBODY = "-";
    private final LoadTally tally = new LoadTally();
    private final AtomicInteger inFlight = new AtomicInteger();
    private final Vertx vertx;
    private final HttpClient client;
    private final RequestOptions request;
    private final int rate;
    private final Context context;
    private final long timer;
    private boolean welcome = true;
    private boolean open;
    private boolean knocking;
    private boolean ended;
    private long began;
    private long sent;

    LocalLoad(Vertx vertx, int port, int rate) {
        this.vertx = vertx;
        this.rate = rate;
        this.client = vertx.createHttpClient(new HttpClientOptions().setMaxPoolSize(IN_FLIGHT));
        this.request = new RequestOptions()
                .setHost("127.0.0.1")
                .setPort(port)
                .setMethod(HttpMethod.GET)
                .setURI("/")
                .setTimeout(TIMEOUT_MILLIS);
        // Everything happens on this context's one thread.
        this.context = vertx.getOrCreateContext();
        this.timer = vertx.setPeriodic(TICK_MILLIS, tick -> context.runOnContext(nothing -> sendWhatIsDue()));
    }

    LoadReport report() {
        return tally.report(rate);
    }

    /** Lets users in or keeps them out; those who are let in knock first. */
    void welcome(boolean users) {
        context.runOnContext(nothing -> {
            welcome = users;
            open = false;
            sent = 0;
        });
    }

    @Override
    public void close() {
        vertx.cancelTimer(timer);
        Promise<Void> closed = Promise.promise();
        context.runOnContext(nothing -> {
            ended = true;
            client.close().onComplete(closed);
        });
        LoopbackServer.await(closed.future());
    }

    /** Users come once the app is there: nobody releases an app that was never served. */
    private void knock() {
        knocking = true;
        client.request(request).compose(HttpClientRequest::send).onComplete(answer -> {
            knocking = false;
            open = answer.succeeded() && answer.result().statusCode() == 200;
            began = System.nanoTime();
        });
    }

    private void sendWhatIsDue() {
        if (ended || !welcome || rate == 0) {
            return;
        }
        if (!open) {
            if (!knocking) {
                knock();
            }
            return;
        }
        long due = (System.nanoTime() - began) * rate / TimeUnit.SECONDS.toNanos(1);
        for (; sent < due; sent++) {
            if (inFlight.get() < IN_FLIGHT) {
                send();
            } else {
                // A user who finds no free line is a failed user, not one who was never there.
                count(NOBODY, false);
            }
        }
    }

    private void send() {
        inFlight.incrementAndGet();
        client.request(request)
                .compose(HttpClientRequest::send)
                .compose(LocalLoad::whole)
                .onComplete(answer -> inFlight.decrementAndGet())
                .onSuccess(answer -> count(version(answer), answer.statusCode() < 400))
                .onFailure(failure -> count(NOBODY, false));
    }

    private void count(String version, boolean ok) {
        tally.count(System.currentTimeMillis() / 1000, version, ok);
    }

    private static Future<HttpClientResponse> whole(HttpClientResponse answer) {
        return answer.end().map(answer);
    }

    private static String version(HttpClientResponse answer) {
        String version = answer.getHeader("x-version");
        return version == null ? NOBODY : version;
    }
}
