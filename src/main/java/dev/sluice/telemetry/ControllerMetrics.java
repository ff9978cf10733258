package dev.sluice.telemetry;

import dev.sluice.evidence.gateway.ScrapeCompleted;
import dev.sluice.rollout.Decision;
import dev.sluice.rollout.Outcome;
import dev.sluice.rollout.ReconcileEvent;
import dev.sluice.rollout.RolloutState;
import dev.sluice.rollout.ShardOwnership;
import dev.sluice.rollout.TrafficStatus;
import dev.sluice.traffic.istio.UntrustedGatewayPods;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/** What is told of the controller itself, and of all rollouts together. Every series is there from the start. */
@ApplicationScoped
class ControllerMetrics {
    private final MeterGroup register;
    private final ShardOwnership duty;
    private final RolloutMetrics rollouts;
    private final Timer lag;
    private final Timer pass;
    private final Timer convergence;
    private final Timer revert;
    private final Timer detection;
    private final Timer scrape;
    private final AtomicInteger strangers = new AtomicInteger();
    private final Counter unconfirmed;
    private final Counter scrapesAnswered;
    private final Counter scrapesFailed;
    private final Map<DecisionKind, Counter> decisions = new EnumMap<>(DecisionKind.class);
    private final Map<Outcome, Counter> outcomes = new EnumMap<>(Outcome.class);

    ControllerMetrics(MeterRegistry registry, ShardOwnership duty, RolloutMetrics rollouts) {
        this.register = new MeterGroup(registry);
        this.duty = duty;
        this.rollouts = rollouts;
        this.lag = register.timer(MetricDefinition.WORKER_LAG);
        this.pass = register.timer(MetricDefinition.WORKER_PASS);
        this.convergence = register.timer(MetricDefinition.CONVERGENCE);
        this.revert = register.timer(MetricDefinition.REVERT);
        this.detection = register.timer(MetricDefinition.REVERT_DETECTION);
        this.scrape = register.timer(MetricDefinition.SCRAPE_DURATION);
        this.unconfirmed = register.counter(MetricDefinition.UNCONFIRMED);
        this.scrapesAnswered = register.counter(MetricDefinition.SCRAPES, "answered");
        this.scrapesFailed = register.counter(MetricDefinition.SCRAPES, "failed");
        for (DecisionKind kind : DecisionKind.values()) {
            decisions.put(kind, register.counter(MetricDefinition.DECISIONS, kind.name()));
        }
        for (Outcome outcome : Outcome.values()) {
            outcomes.put(outcome, register.counter(MetricDefinition.FINISHED, outcome.name()));
        }
    }

    void start(@Observes StartupEvent event) {
        register.gauge(MetricDefinition.SHARDS, duty::shards);
        register.gauge(MetricDefinition.WORKERS, rollouts::carried);
        register.gauge(MetricDefinition.STRANGERS, strangers::get);
        StateLabels.ALL.forEach(
                state -> register.gauge(MetricDefinition.ROLLOUTS, () -> rollouts.carried(state), state));
        register.gauge(
                MetricDefinition.BUILD_INFO,
                () -> 1,
                version(),
                Runtime.version().feature() + "");
    }

    void hear(@Observes ReconcileEvent.Pass beat) {
        lag.record(beat.pace().late());
        pass.record(beat.pace().took());
        if (beat.moved()) {
            DecisionKind.of(beat.decision())
                    .ifPresent(
                            kind -> Objects.requireNonNull(decisions.get(kind)).increment());
            moved(beat);
        }
    }

    void hear(@Observes ScrapeCompleted scraped) {
        (scraped.answered() ? scrapesAnswered : scrapesFailed).increment();
        scrape.record(scraped.took());
    }

    void hear(@Observes UntrustedGatewayPods seen) {
        strangers.set(seen.pods());
    }

    private void moved(ReconcileEvent.Pass beat) {
        Instant now = beat.at();
        switch (beat.decision()) {
            case Decision.Hold _ -> convergence.record(since(beat, now));
            case Decision.Revert decided
            when decided.outcome() == Outcome.Reverted ->
                beat.seen().evidence().suspicion().ifPresent(known -> detection.record(between(known.first(), now)));
            case Decision.Finish end -> {
                Objects.requireNonNull(outcomes.get(end.outcome())).increment();
                if (beat.before().state() instanceof RolloutState.Reverting) {
                    back(beat, now);
                }
            }
            case Decision.Wait _,
                    Decision.Enter _,
                    Decision.Interrupt _,
                    Decision.Resume _,
                    Decision.Restart _,
                    Decision.Pause _,
                    Decision.FailOver _,
                    Decision.Revert _ -> {}
        }
    }

    private void back(ReconcileEvent.Pass beat, Instant now) {
        if (beat.seen().mesh() instanceof TrafficStatus.Converged) {
            revert.record(since(beat, now));
        } else {
            unconfirmed.increment();
        }
    }

    private static Duration since(ReconcileEvent.Pass beat, Instant now) {
        return between(beat.before().state().since(), now);
    }

    private static Duration between(Instant from, Instant to) {
        Duration took = Duration.between(from, to);
        return took.isNegative() ? Duration.ZERO : took;
    }

    private static String version() {
        return Optional.ofNullable(ControllerMetrics.class.getPackage().getImplementationVersion())
                .orElse("development");
    }
}
