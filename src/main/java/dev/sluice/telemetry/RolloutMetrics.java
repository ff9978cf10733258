package dev.sluice.telemetry;

import dev.sluice.rollout.Beat;
import dev.sluice.rollout.RolloutState;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;

/** Keeps the series of the rollouts that this replica carries: at most one set for each policy that has one, and none of those that are over. */
@ApplicationScoped
class RolloutMetrics {
    private final MeterRegistry registry;
    private final Duration linger;
    private final Map<String, Series> series = new ConcurrentHashMap<>();
    private final Map<String, RolloutState> states = new ConcurrentHashMap<>();
    private final ScheduledExecutorService later = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("metrics").factory());

    RolloutMetrics(
            MeterRegistry registry,
            @ConfigProperty(name = "sluice.metrics.linger", defaultValue = "5m") Duration linger) {
        this.registry = registry;
        this.linger = linger;
    }

    void hear(@Observes Beat beat) {
        switch (beat) {
            case Beat.Pass pass -> {
                states.put(pass.subject().uid(), pass.after().state());
                series.compute(key(pass.subject()), (_, known) -> taken(known, pass));
            }
            case Beat.Last last -> {
                states.remove(last.subject().uid());
                series.computeIfPresent(key(last.subject()), (key, known) -> rested(key, known, last.subject()));
            }
        }
    }

    /** How many rollouts are carried. */
    int carried() {
        return states.size();
    }

    /** How many of them are in this state. */
    long carried(String state) {
        return states.values().stream()
                .filter(one -> States.of(one).equals(state))
                .count();
    }

    @PreDestroy
    void stop() {
        later.shutdownNow();
    }

    private Series taken(@Nullable Series known, Beat.Pass pass) {
        Series now = known == null ? new Series(registry, pass.subject()) : known;
        now.take(pass);
        return now;
    }

    private Series rested(String key, Series known, Beat.Subject subject) {
        if (known.shows(subject)) {
            int rest = known.rest();
            var _ = later.schedule(() -> forget(key, rest), linger.toMillis(), TimeUnit.MILLISECONDS);
        }
        return known;
    }

    private void forget(String key, int rest) {
        series.computeIfPresent(key, (_, known) -> {
            if (known.resting(rest)) {
                known.close();
                return null;
            }
            return known;
        });
    }

    private static String key(Beat.Subject subject) {
        return subject.namespace() + "/" + subject.policy();
    }
}
