package dev.sluice.telemetry;

import dev.sluice.rollout.ReconcileEvent;
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
    private final Map<String, RolloutMeters> series = new ConcurrentHashMap<>();
    private final Map<String, RolloutState> states = new ConcurrentHashMap<>();
    private final ScheduledExecutorService later = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("metrics").factory());

    RolloutMetrics(
            MeterRegistry registry,
            @ConfigProperty(name = "sluice.metrics.linger", defaultValue = "5m") Duration linger) {
        this.registry = registry;
        this.linger = linger;
    }

    void hear(@Observes ReconcileEvent beat) {
        switch (beat) {
            case ReconcileEvent.Pass pass -> {
                states.put(pass.subject().uid(), pass.after().state());
                series.compute(key(pass.subject()), (_, known) -> taken(known, pass));
            }
            case ReconcileEvent.Last last -> {
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
                .filter(one -> StateLabels.of(one).equals(state))
                .count();
    }

    @PreDestroy
    void stop() {
        later.shutdownNow();
    }

    private RolloutMeters taken(@Nullable RolloutMeters known, ReconcileEvent.Pass pass) {
        RolloutMeters now = known == null ? new RolloutMeters(registry, pass.subject()) : known;
        now.take(pass);
        return now;
    }

    private RolloutMeters rested(String key, RolloutMeters known, ReconcileEvent.Subject subject) {
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

    private static String key(ReconcileEvent.Subject subject) {
        return subject.namespace() + "/" + subject.policy();
    }
}
