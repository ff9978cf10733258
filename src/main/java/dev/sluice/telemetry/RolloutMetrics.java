package dev.sluice.telemetry;

import dev.sluice.kubernetes.JobWatch;
import dev.sluice.rollout.ReconcileEvent;
import dev.sluice.rollout.RolloutState;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;

/** Keeps the series of the rollouts that this replica carries: at most one set for each policy that has one, and none of those that are over. */
@ApplicationScoped
class RolloutMetrics {
    private final MeterRegistry registry;
    private final Duration linger;
    private final Map<String, RolloutMeters> series = new ConcurrentHashMap<>();
    private final Map<String, RolloutState> states = new ConcurrentHashMap<>();
    private final InstantSource clock;
    private final JobWatch.Job job;

    RolloutMetrics(
            MeterRegistry registry,
            @ConfigProperty(name = "sluice.metrics.linger", defaultValue = "5m") Duration linger,
            InstantSource clock,
            JobWatch watch) {
        this.registry = registry;
        this.linger = linger;
        this.clock = clock;
        this.job = watch.watchJob("the tidying of metrics", Duration.ofSeconds(10));
    }

    void hear(@Observes ReconcileEvent beat) {
        switch (beat) {
            case ReconcileEvent.Pass pass -> {
                states.put(pass.subject().uid(), pass.after().state());
                series.compute(key(pass.subject()), (_, known) -> taken(known, pass));
            }
            case ReconcileEvent.Last last -> {
                states.remove(last.subject().uid());
                series.computeIfPresent(key(last.subject()), (_, known) -> rested(known, last.subject()));
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

    @Scheduled(every = "10s", concurrentExecution = ConcurrentExecution.SKIP)
    @RunOnVirtualThread
    void tidy() {
        job.run(() -> series.keySet().forEach(this::forget));
    }

    private RolloutMeters taken(@Nullable RolloutMeters known, ReconcileEvent.Pass pass) {
        RolloutMeters now = known == null ? new RolloutMeters(registry, pass.subject()) : known;
        now.take(pass);
        return now;
    }

    private RolloutMeters rested(RolloutMeters known, ReconcileEvent.Subject subject) {
        if (known.shows(subject)) {
            known.rest(clock.instant());
        }
        return known;
    }

    private void forget(String key) {
        series.computeIfPresent(key, (_, known) -> {
            if (known.resting(clock.instant().minus(linger))) {
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
