package dev.sluice.observability;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.http.AsyncBody;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.HttpResponse;
import io.fabric8.kubernetes.client.http.Interceptor;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Counts the requests to the API server, and how long it takes to answer. The client does not tell of a request that fails
 * without an answer; one that has had none for longer than it may take is counted when the next one is sent.
 */
@ApplicationScoped
class ApiMetrics implements Interceptor {
    private static final int PATIENCE = 2;

    private final MeterGroup register;
    private final long patience;
    private final Map<HttpRequest, Long> begun = new ConcurrentHashMap<>();

    @Inject
    ApiMetrics(MeterRegistry registry, Config config) {
        this(registry, Duration.ofMillis(config.getRequestTimeout()).multipliedBy(PATIENCE));
    }

    ApiMetrics(MeterRegistry registry, Duration patience) {
        this.register = new MeterGroup(registry);
        this.patience = patience.toNanos();
    }

    /** The last that is heard of a request before it is sent, and the first in its final form. */
    @Override
    public AsyncBody.Consumer<List<ByteBuffer>> consumer(
            AsyncBody.Consumer<List<ByteBuffer>> consumer, HttpRequest request) {
        long now = System.nanoTime();
        begun.forEach((sent, at) -> {
            if (now - at > patience && begun.remove(sent, at)) {
                count(sent, "error");
            }
        });
        begun.put(request, now);
        return consumer;
    }

    @Override
    public void after(HttpRequest request, HttpResponse<?> response, AsyncBody.Consumer<List<ByteBuffer>> consumer) {
        ApiRequestInfo call = count(request, Integer.toString(response.code()));
        Long from = begun.remove(request);
        if (from != null && !call.watches()) {
            register.timer(MetricDefinition.API_DURATION, call.verb())
                    .record(Duration.ofNanos(System.nanoTime() - from));
        }
    }

    private ApiRequestInfo count(HttpRequest request, String code) {
        ApiRequestInfo call = ApiRequestInfo.of(request.method(), request.uri());
        register.counter(MetricDefinition.API_REQUESTS, call.verb(), call.resource(), code)
                .increment();
        return call;
    }
}
