package dev.sluice.observability;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.sluice.observability.RolloutSpans.RolloutSpan;
import dev.sluice.observability.SpanPublisher.DeterministicIdGenerator;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.autoconfigure.spi.ConfigurationException;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Spans arrive as they were drafted, and a collector that is slow holds nobody up. */
class SpanPublisherTest {
    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");
    private static final RolloutSpan ROOT = draft("rollout", "", Optional.of("green is worse"));
    private static final RolloutSpan STAGE = draft("stage/Bake", "rollout", Optional.empty());

    @Test
    void haveTheIdsAndTimesOfTheDraft() {
        InMemorySpanExporter exporter = InMemorySpanExporter.create();
        DeterministicIdGenerator ids = new DeterministicIdGenerator();
        SdkTracerProvider provider = SdkTracerProvider.builder()
                .setIdGenerator(ids)
                .addSpanProcessor(SimpleSpanProcessor.create(exporter))
                .build();
        try (SpanPublisher spans = new SpanPublisher(provider, ids)) {
            spans.send(STAGE);
            spans.send(ROOT);
            List<SpanData> sent = exporter.getFinishedSpanItems();
            SpanData stage = sent.getFirst();
            SpanData root = sent.getLast();
            assertThat(stage.getTraceId()).isEqualTo(root.getTraceId()).isEqualTo(DeterministicIdGenerator.trace("u1"));
            assertThat(stage.getParentSpanId()).isEqualTo(root.getSpanId());
            assertThat(root.getParentSpanContext().isValid()).isFalse();
            assertThat(root.getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
            assertThat(root.getStartEpochNanos()).isEqualTo(NOON.getEpochSecond() * 1_000_000_000);
        }
    }

    @Test
    void reachACollector() throws Exception {
        BlockingQueue<String> posted = new LinkedBlockingQueue<>();
        HttpServer collector = collector(exchange -> {
            posted.add(exchange.getRequestURI() + " "
                    + new String(exchange.getRequestBody().readAllBytes(), ISO_8859_1));
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        try (SpanPublisher spans = SpanPublisher.start(settings(collector))) {
            spans.send(ROOT);
            String id = new String(HexFormat.of().parseHex(DeterministicIdGenerator.trace("u1")), ISO_8859_1);
            await().atMost(Duration.ofSeconds(20))
                    .until(() -> posted.stream().anyMatch(post -> post.startsWith("/v1/traces") && post.contains(id)));
        } finally {
            collector.stop(0);
        }
    }

    @Test
    void saysWhichProtocolThereIs() {
        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(() -> SpanPublisher.start(Map.of("otel.exporter.otlp.protocol", "grpc")))
                .withMessageContaining("OTEL_EXPORTER_OTLP_PROTOCOL is grpc, and Sluice sends http/protobuf alone");
    }

    @Test
    void aCollectorThatHangsHoldsNobodyUp() throws Exception {
        CountDownLatch over = new CountDownLatch(1);
        CountDownLatch asked = new CountDownLatch(1);
        HttpServer collector = collector(exchange -> {
            asked.countDown();
            try {
                over.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            exchange.close();
        });
        try (SpanPublisher spans = SpanPublisher.start(settings(collector))) {
            spans.send(ROOT);
            asked.await();
            IntStream.range(0, 10_000).forEach(_ -> spans.send(STAGE));
            assertThat(over.getCount()).isOne();
        } finally {
            over.countDown();
            collector.stop(0);
        }
    }

    private static Map<String, String> settings(HttpServer collector) {
        return Map.of(
                "otel.exporter.otlp.endpoint",
                "http://127.0.0.1:" + collector.getAddress().getPort(),
                "otel.bsp.schedule.delay",
                "50");
    }

    private interface Handler {
        void handle(HttpExchange exchange) throws IOException;
    }

    private static HttpServer collector(Handler handler) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", handler::handle);
        server.start();
        return server;
    }

    private static RolloutSpan draft(String key, String parent, Optional<String> error) {
        return new RolloutSpan(
                "u1", key, parent, key, NOON, NOON.plusSeconds(5), Map.of("sluice.policy", "web"), Map.of(), error);
    }
}
