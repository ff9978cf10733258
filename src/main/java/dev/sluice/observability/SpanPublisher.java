package dev.sluice.observability;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.observability.RolloutSpans.RolloutSpan;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.autoconfigure.AutoConfiguredOpenTelemetrySdk;
import io.opentelemetry.sdk.trace.IdGenerator;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

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
                        .setComponentLoader(new TracingComponents())
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

    /** Gives spans the ids that are made of what they tell of, so that every controller gives the same. */
    static final class DeterministicIdGenerator implements IdGenerator {
        private static final int TRACE_BYTES = 16;
        private static final int SPAN_BYTES = 8;

        private final ThreadLocal<@Nullable RolloutSpan> next = new ThreadLocal<>();

        static String trace(String trace) {
            return hash(trace, TRACE_BYTES);
        }

        static String span(String trace, String key) {
            return hash(trace + "/" + key, SPAN_BYTES);
        }

        /** The next span that this thread begins is this one. */
        void next(RolloutSpan draft) {
            next.set(draft);
        }

        @Override
        public String generateTraceId() {
            return trace(draft().trace());
        }

        @Override
        public String generateSpanId() {
            return span(draft().trace(), draft().key());
        }

        private RolloutSpan draft() {
            return Objects.requireNonNull(next.get(), "no draft");
        }

        private static String hash(String text, int bytes) {
            try {
                byte[] all = MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8));
                return HexFormat.of().formatHex(all, 0, bytes);
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
