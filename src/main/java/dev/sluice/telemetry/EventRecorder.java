package dev.sluice.telemetry;

import dev.sluice.api.UntrustedInput;
import dev.sluice.kubernetes.LoopWatch;
import dev.sluice.rollout.RolloutEvent;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.faulttolerance.api.TypedGuard;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import org.jboss.logging.Logger;

/**
 * Writes Kubernetes Events. News wait in a bounded queue and are written by a thread of their own: an API server that is
 * slow or full delays nothing else, and what does not fit is dropped and logged.
 */
@ApplicationScoped
class EventRecorder {
    private static final Logger LOG = Logger.getLogger(EventRecorder.class);
    private static final int QUEUE = 500;
    private static final int PAUSE_MS = 750;
    private static final int TOO_MANY = 429;

    private final KubernetesClient client;
    private final LoopWatch watch;
    private final InstantSource clock;
    private final FairQueue<RolloutEvent> queue = new FairQueue<>(QUEUE, RolloutEvent::namespace);
    private final EventCorrelator repeats = new EventCorrelator();
    private final Counter written;
    private final Counter suppressed;
    private final Counter failed;
    private final Counter dropped;
    /** A server that is busy or away is asked again; one that says no is not. */
    private final TypedGuard<Event> guard = TypedGuard.create(Event.class)
            .withRetry()
            .maxRetries(2)
            .delay(PAUSE_MS, ChronoUnit.MILLIS)
            .jitter(PAUSE_MS / 3, ChronoUnit.MILLIS)
            .whenException(this::mayPass)
            .done()
            .build();

    private volatile boolean stopped;

    EventRecorder(KubernetesClient client, MeterRegistry registry, LoopWatch watch, InstantSource clock) {
        MeterGroup register = new MeterGroup(registry);
        this.client = client;
        this.watch = watch;
        this.clock = clock;
        this.written = register.counter(MetricDefinition.EVENTS, "written");
        this.suppressed = register.counter(MetricDefinition.EVENTS, "suppressed");
        this.failed = register.counter(MetricDefinition.EVENTS, "failed");
        this.dropped = register.counter(MetricDefinition.EVENTS, "dropped");
    }

    void start(@Observes StartupEvent event) {
        Thread thread = Thread.ofVirtual().name("events").start(this::run);
        watch.watchAlways("the writing of Events", () -> stopped || thread.isAlive());
    }

    void stop(@Observes ShutdownEvent event) {
        stopped = true;
        int left = queue.drain().size();
        dropped.increment(left);
        if (left > 0) {
            LOG.warnf("dropped %d Events that waited when the controller stopped", left);
        }
    }

    void hear(@Observes RolloutEvent news) {
        if (stopped || !queue.offer(news)) {
            dropped.increment();
            LOG.warnf("dropped an Event: %s %s/%s %s", news.kind(), news.namespace(), news.name(), news.reason());
        }
    }

    private void run() {
        while (!stopped) {
            try {
                RolloutEvent news = queue.take();
                Instant now = clock.instant();
                repeats.admit(news, now)
                        .ifPresentOrElse(count -> write(EventFactory.of(news, count, now)), suppressed::increment);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            } catch (RuntimeException | Error e) {
                if (!UntrustedInput.survivable(e)) {
                    throw e;
                }
                failed.increment();
                LOG.debugf("an Event could not be written: %s", UntrustedInput.why(e));
            }
        }
    }

    private void write(Event event) {
        guard.get(() -> client.v1()
                .events()
                .inNamespace(event.getMetadata().getNamespace())
                .resource(event)
                .create());
        written.increment();
    }

    private boolean mayPass(Throwable failure) {
        return !stopped
                && failure instanceof KubernetesClientException e
                && (e.getCode() < 400 || e.getCode() >= 500 || e.getCode() == TOO_MANY);
    }
}
