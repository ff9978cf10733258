package dev.sluice.observability;

import dev.sluice.notification.NotificationMetrics;
import dev.sluice.notification.NotificationMetrics.DropReason;
import dev.sluice.notification.NotificationMetrics.FailureReason;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import java.util.function.IntSupplier;

/** The notifications' numbers for {@code /metrics}. Labels are names from the file and words of ours: few, and no secrets. */
@ApplicationScoped
public class NotificationMeters implements NotificationMetrics {
    /** Stands for all sinks where a notice came to none of them. */
    private static final String ALL = "all";

    private final MeterRegistry registry;
    private final MeterGroup register;
    private final Map<String, MeterGroup> queues = new ConcurrentHashMap<>();

    /** Begins to count, with no sinks. */
    public NotificationMeters(MeterRegistry registry) {
        this.registry = registry;
        this.register = new MeterGroup(registry);
        begin(MetricDefinition.NOTIFICATIONS_DROPPED, ALL, DropReason.values());
    }

    @Override
    public void usable(BooleanSupplier usable) {
        register.gauge(MetricDefinition.NOTIFY_CONFIG, () -> usable.getAsBoolean() ? 1 : 0);
    }

    @Override
    public void sent(String sink, Duration took) {
        register.timer(MetricDefinition.NOTIFICATIONS_SENT, sink).record(took);
    }

    @Override
    public void failed(String sink, FailureReason reason) {
        register.counter(MetricDefinition.NOTIFICATIONS_FAILED, sink, reason.name())
                .increment();
    }

    @Override
    public void dropped(String sink, DropReason reason) {
        register.counter(MetricDefinition.NOTIFICATIONS_DROPPED, sink, reason.name())
                .increment();
    }

    @Override
    public void dropped(DropReason reason) {
        dropped(ALL, reason);
    }

    @Override
    public void waiting(String sink, IntSupplier count) {
        begin(MetricDefinition.NOTIFICATIONS_FAILED, sink, FailureReason.values());
        begin(MetricDefinition.NOTIFICATIONS_DROPPED, sink, DropReason.values());
        MeterGroup queue = new MeterGroup(registry);
        queue.gauge(MetricDefinition.NOTIFICATIONS_QUEUE, count::getAsInt, sink);
        queues.put(sink, queue);
    }

    @Override
    public void gone(String sink) {
        MeterGroup queue = queues.remove(sink);
        if (queue != null) {
            queue.close();
        }
    }

    /** A counter for each reason: what begins at 0 is seen to rise, so that an alert sees the first loss. */
    private void begin(MetricDefinition metric, String sink, Enum<?>... reasons) {
        for (Enum<?> reason : reasons) {
            register.counter(metric, sink, reason.name());
        }
    }
}
