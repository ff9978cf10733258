package dev.sluice.observability;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Registers meters as the {@link MetricDefinition} list describes them, and can take all of them out again. */
final class MeterGroup implements AutoCloseable {
    private static final Duration[] BUCKETS = Stream.of(5, 10, 25, 50, 100, 250, 500, 1000, 2500, 5000, 10_000, 30_000)
            .map(Duration::ofMillis)
            .toArray(Duration[]::new);

    private final MeterRegistry registry;
    private final Set<Meter> known = ConcurrentHashMap.newKeySet();

    MeterGroup(MeterRegistry registry) {
        this.registry = registry;
    }

    Counter counter(MetricDefinition metric, String... values) {
        return keep(Counter.builder(metric.dotted())
                .description(metric.help())
                .tags(tags(metric, values))
                .register(registry));
    }

    void gauge(MetricDefinition metric, Supplier<Number> value, String... values) {
        keep(Gauge.builder(metric.dotted(), value)
                .description(metric.help())
                .baseUnit(metric.unit().isEmpty() ? null : metric.unit())
                .tags(tags(metric, values))
                .strongReference(true)
                .register(registry));
    }

    Timer timer(MetricDefinition metric, String... values) {
        return keep(Timer.builder(metric.dotted())
                .description(metric.help())
                .serviceLevelObjectives(BUCKETS)
                .tags(tags(metric, values))
                .register(registry));
    }

    /** Takes out all that was registered here. */
    @Override
    public void close() {
        known.forEach(registry::remove);
        known.clear();
    }

    private <M extends Meter> M keep(M meter) {
        known.add(meter);
        return meter;
    }

    private static List<Tag> tags(MetricDefinition metric, String... values) {
        if (values.length != metric.labels().size()) {
            throw new IllegalArgumentException(metric.exposed() + " has the labels " + metric.labels());
        }
        return IntStream.range(0, values.length)
                .mapToObj(i -> Tag.of(metric.labels().get(i), values[i]))
                .toList();
    }

    /** Labels that several metrics have. */
    static final class Label {
        static final String NAMESPACE = "namespace";
        static final String POLICY = "policy";
        static final String STATE = "state";
        static final String COLOUR = "colour";
        static final String RESULT = "result";
    }
}
