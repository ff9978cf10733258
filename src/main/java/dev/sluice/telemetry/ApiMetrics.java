package dev.sluice.telemetry;

import io.fabric8.kubernetes.client.http.AsyncBody;
import io.fabric8.kubernetes.client.http.BasicBuilder;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.HttpResponse;
import io.fabric8.kubernetes.client.http.Interceptor;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/** Counts the requests to the API server, and how long it takes to answer. */
@ApplicationScoped
class ApiMetrics implements Interceptor {
    /** Requests under way at most; the client's own limit of time ends them far sooner. */
    private static final int KEPT = 10_000;

    private final Register register;
    private final Map<UUID, Long> begun = new ConcurrentHashMap<>();

    ApiMetrics(MeterRegistry registry) {
        this.register = new Register(registry);
    }

    @Override
    public void before(BasicBuilder builder, HttpRequest request, RequestTags tags) {
        if (begun.size() < KEPT) {
            begun.put(request.id(), System.nanoTime());
        }
    }

    @Override
    public void after(HttpRequest request, HttpResponse<?> response, AsyncBody.Consumer<List<ByteBuffer>> consumer) {
        count(request, Integer.toString(response.code()));
    }

    @Override
    public void afterConnectionFailure(HttpRequest request, Throwable failure) {
        count(request, "error");
    }

    private void count(HttpRequest request, String code) {
        Long from = begun.remove(request.id());
        ApiCall call = ApiCall.of(request.method(), request.uri());
        register.counter(Metric.API_REQUESTS, call.verb(), call.resource(), code)
                .increment();
        if (from != null && !call.watches()) {
            register.timer(Metric.API_DURATION, call.verb()).record(Duration.ofNanos(System.nanoTime() - from));
        }
    }
}
