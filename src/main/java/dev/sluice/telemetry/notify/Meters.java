package dev.sluice.telemetry.notify;

import dev.sluice.notify.Book;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.IntSupplier;

/** The notifications' numbers for {@code /metrics}. Labels are names from the file and words of ours: few, and no secrets. */
final class Meters implements Book {
    private static final String SINK = "sink";
    private static final String REASON = "reason";

    private final MeterRegistry registry;
    private final Map<String, Meter> queues = new ConcurrentHashMap<>();

    Meters(MeterRegistry registry) {
        this.registry = registry;
    }

    /** Whether the file can be used. */
    void usable(SettingsFile file) {
        Gauge.builder(
                        "sluice.notify.config.valid",
                        file,
                        known -> known.problem().isEmpty() ? 1 : 0)
                .description(
                        "1 when the file of the notifications can be used or is not there, 0 when an older one is in force.")
                .register(registry);
    }

    @Override
    public void sent(String sink, Duration took) {
        Timer.builder("sluice.notifications.sent")
                .description("Notifications that a sink took, and how long that lasted, tries included.")
                .tag(SINK, sink)
                .register(registry)
                .record(took);
    }

    @Override
    public void failed(String sink, String reason) {
        registry.counter("sluice.notifications.failed", SINK, sink, REASON, reason)
                .increment();
    }

    @Override
    public void dropped(String sink, String reason) {
        registry.counter("sluice.notifications.dropped", SINK, sink, REASON, reason)
                .increment();
    }

    @Override
    public void waiting(String sink, IntSupplier count) {
        queues.put(
                sink,
                Gauge.builder("sluice.notifications.queue", count, IntSupplier::getAsInt)
                        .description("Notifications that wait for a sink.")
                        .tag(SINK, sink)
                        .strongReference(true)
                        .register(registry));
    }

    @Override
    public void gone(String sink) {
        Meter queue = queues.remove(sink);
        if (queue != null) {
            registry.remove(queue);
        }
    }
}
