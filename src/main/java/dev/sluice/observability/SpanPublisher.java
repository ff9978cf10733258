package dev.sluice.observability;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.autoconfigure.AutoConfiguredOpenTelemetrySdk;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Sends spans. They wait in the batch processor's bounded queue and are sent by its own thread; what does not fit is dropped, and
 * nothing here ever waits for a collector.
 */
final class SpanPublisher implements AutoCloseable {
    /** What is sent and where to is said by OpenTelemetry's own environment variables. */
    private static final Map<String, String> DEFAULTS = Map.of(
            "otel.service.name", "sluice",
            "otel.exporter.otlp.protocol", "http/protobuf",
            "otel.traces.exporter", "otlp",
            "otel.metrics.exporter", "none",
            "otel.logs.exporter", "none",
            "otel.exporter.otlp.timeout", "5000");

    private static final int LAST_WORDS_SECONDS = 2;

    private final SdkTracerProvider provider;
    private final DeterministicIdGenerator ids;
    private final Tracer tracer;

    SpanPublisher(SdkTracerProvider provider, DeterministicIdGenerator ids) {
        this.provider = provider;
        this.ids = ids;
        this.tracer = provider.get("dev.sluice");
    }

    /**
     * Begins to send.
     *
     * @param more settings of OpenTelemetry's that go beyond the environment
     */
    static SpanPublisher start(Map<String, String> more) {
        DeterministicIdGenerator ids = new DeterministicIdGenerator();
        Map<String, String> settings = new HashMap<>(DEFAULTS);
        settings.putAll(more);
        return new SpanPublisher(
                AutoConfiguredOpenTelemetrySdk.builder()
                        .addPropertiesSupplier(() -> settings)
                        .addTracerProviderCustomizer((builder, _) -> builder.setIdGenerator(ids))
                        .disableShutdownHook()
                        .build()
                        .getOpenTelemetrySdk()
                        .getSdkTracerProvider(),
                ids);
    }

    void send(RolloutSpan draft) {
        ids.next(draft);
        SpanBuilder builder =
                tracer.spanBuilder(draft.name()).setParent(parent(draft)).setStartTimestamp(draft.from());
        draft.texts().forEach(builder::setAttribute);
        draft.numbers().forEach((name, value) -> builder.setAttribute(name, value));
        Span span = builder.startSpan();
        draft.error().ifPresent(why -> span.setStatus(StatusCode.ERROR, why));
        span.end(draft.to());
    }

    @Override
    public void close() {
        provider.shutdown().join(LAST_WORDS_SECONDS, TimeUnit.SECONDS);
    }

    private static Context parent(RolloutSpan draft) {
        if (draft.parent().isEmpty()) {
            return Context.root();
        }
        SpanContext known = SpanContext.createFromRemoteParent(
                DeterministicIdGenerator.trace(draft.trace()),
                DeterministicIdGenerator.span(draft.trace(), draft.parent()),
                TraceFlags.getSampled(),
                TraceState.getDefault());
        return Context.root().with(Span.wrap(known));
    }
}
