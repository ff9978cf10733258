package dev.sluice.telemetry;

import dev.sluice.notify.Book;
import dev.sluice.notify.Drop;
import dev.sluice.notify.Failure;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import java.util.function.IntSupplier;

/** The notifications' numbers for {@code /metrics}. Labels are names from the file and words of ours: few, and no secrets. */
public final class NotifyMeters implements Book {
    /** Stands for all sinks where a notice came to none of them. */
    private static final String ALL = "all";

    private final MeterRegistry registry;
    private final Register register;
    private final Map<String, Register> queues = new ConcurrentHashMap<>();

    /** Begins to count, with no sinks. */
    public NotifyMeters(MeterRegistry registry) {
        this.registry = registry;
        this.register = new Register(registry);
        begin(Metric.NOTIFICATIONS_DROPPED, ALL, Drop.values());
    }

    /** Whether the file can be used. */
    public void usable(BooleanSupplier usable) {
        register.gauge(Metric.NOTIFY_CONFIG, () -> usable.getAsBoolean() ? 1 : 0);
    }

    @Override
    public void sent(String sink, Duration took) {
        register.timer(Metric.NOTIFICATIONS_SENT, sink).record(took);
    }

    @Override
    public void failed(String sink, Failure reason) {
        register.counter(Metric.NOTIFICATIONS_FAILED, sink, reason.name()).increment();
    }

    @Override
    public void dropped(String sink, Drop reason) {
        register.counter(Metric.NOTIFICATIONS_DROPPED, sink, reason.name()).increment();
    }

    /** A notice was dropped before it came to any sink. */
    public void dropped(Drop reason) {
        dropped(ALL, reason);
    }

    @Override
    public void waiting(String sink, IntSupplier count) {
        begin(Metric.NOTIFICATIONS_FAILED, sink, Failure.values());
        begin(Metric.NOTIFICATIONS_DROPPED, sink, Drop.values());
        Register queue = new Register(registry);
        queue.gauge(Metric.NOTIFICATIONS_QUEUE, count::getAsInt, sink);
        queues.put(sink, queue);
    }

    @Override
    public void gone(String sink) {
        Register queue = queues.remove(sink);
        if (queue != null) {
            queue.close();
        }
    }

    /** A counter for each reason: what begins at 0 is seen to rise, so that an alert sees the first loss. */
    private void begin(Metric metric, String sink, Enum<?>... reasons) {
        for (Enum<?> reason : reasons) {
            register.counter(metric, sink, reason.name());
        }
    }
}
