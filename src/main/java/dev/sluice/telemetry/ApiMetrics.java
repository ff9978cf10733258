package dev.sluice.telemetry;

import io.fabric8.kubernetes.client.http.AsyncBody;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.HttpResponse;
import io.fabric8.kubernetes.client.http.Interceptor;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.WeakHashMap;

/** Counts the requests to the API server, and how long it takes to answer. */
@ApplicationScoped
class ApiMetrics implements Interceptor {
    private final Register register;

    /** Forgotten with the request, however that ends. */
    private final Map<HttpRequest, Long> begun = Collections.synchronizedMap(new WeakHashMap<>());

    ApiMetrics(MeterRegistry registry) {
        this.register = new Register(registry);
    }

    /** The last that is heard of a request before it is sent, and the first in its final form. */
    @Override
    public AsyncBody.Consumer<List<ByteBuffer>> consumer(
            AsyncBody.Consumer<List<ByteBuffer>> consumer, HttpRequest request) {
        begun.put(request, System.nanoTime());
        return consumer;
    }

    @Override
    public void after(HttpRequest request, HttpResponse<?> response, AsyncBody.Consumer<List<ByteBuffer>> consumer) {
        ApiCall call = count(request, Integer.toString(response.code()));
        Long from = begun.remove(request);
        if (from != null && !call.watches()) {
            register.timer(Metric.API_DURATION, call.verb()).record(Duration.ofNanos(System.nanoTime() - from));
        }
    }

    @Override
    public void afterConnectionFailure(HttpRequest request, Throwable failure) {
        count(request, "error");
    }

    private ApiCall count(HttpRequest request, String code) {
        ApiCall call = ApiCall.of(request.method(), request.uri());
        register.counter(Metric.API_REQUESTS, call.verb(), call.resource(), code)
                .increment();
        return call;
    }
}
