package dev.sluice.observability;

import dev.sluice.api.UntrustedInput;
import dev.sluice.kubernetes.FairQueue;
import dev.sluice.kubernetes.LoopWatch;
import dev.sluice.rollout.Decision;
import dev.sluice.rollout.Outcome;
import dev.sluice.rollout.RolloutEvent;
import dev.sluice.rollout.RolloutEvent.ObjectRef;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.EventBuilder;
import io.fabric8.kubernetes.api.model.MicroTime;
import io.fabric8.kubernetes.api.model.ObjectReference;
import io.fabric8.kubernetes.api.model.ObjectReferenceBuilder;
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
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

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

    /**
     * Makes an Event of a piece of news. It has the fields that readers of both APIs look for: events.k8s.io (time in
     * microseconds, who reports, what was done, the related object), and the older core one (first and last time, count, source).
     */
    static final class EventFactory {
        static final String REPORTER = "sluice.dev/controller";

        private static final DateTimeFormatter MICROS =
                DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);
        private static final int MESSAGE = 1024;
        private static final int NAME = 230;

        private EventFactory() {}

        static Event of(RolloutEvent news, EventCorrelator.Count count, Instant now) {
            return new EventBuilder()
                    .withNewMetadata()
                    .withGenerateName(cut(news.name(), NAME) + "-")
                    .withNamespace(news.namespace())
                    .endMetadata()
                    .withType(news.warning() ? "Warning" : "Normal")
                    .withReason(news.reason())
                    .withMessage(cut(news.message(), MESSAGE))
                    .withAction(action(news.cause()))
                    .withInvolvedObject(reference(news.about()))
                    .withRelated(related(news))
                    .withEventTime(new MicroTime(MICROS.format(now)))
                    .withFirstTimestamp(seconds(count.first()))
                    .withLastTimestamp(seconds(now))
                    .withCount(count.times())
                    .withReportingComponent(REPORTER)
                    .withReportingInstance(instance())
                    .withNewSource()
                    .withComponent("sluice")
                    .endSource()
                    .build();
        }

        /** What Sluice did, or tried to do, when this came about. */
        private static String action(RolloutEvent.Cause cause) {
            if (!(cause instanceof RolloutEvent.Transition moved)) {
                return "Release";
            }
            return switch (moved.decision()) {
                case Decision.Revert _ -> "Revert";
                case Decision.Finish end -> end.outcome() == Outcome.Reverted ? "Revert" : "Release";
                case Decision.Pause _ -> "Pause";
                case Decision.Wait _,
                        Decision.Enter _,
                        Decision.Hold _,
                        Decision.Interrupt _,
                        Decision.Resume _,
                        Decision.Restart _,
                        Decision.FailOver _ -> "Release";
            };
        }

        private static @Nullable ObjectReference related(RolloutEvent news) {
            return news.related().map(EventFactory::reference).orElse(null);
        }

        private static ObjectReference reference(ObjectRef object) {
            return new ObjectReferenceBuilder()
                    .withKind(object.kind())
                    .withApiVersion(object.kind().equals("Deployment") ? "apps/v1" : "sluice.dev/v1alpha1")
                    .withNamespace(object.namespace())
                    .withName(object.name())
                    .withUid(object.uid().isEmpty() ? null : object.uid())
                    .build();
        }

        /** The pod; whoever reads an Event can find its log. */
        private static String instance() {
            return cut(
                    Optional.ofNullable(System.getenv("HOSTNAME"))
                            .filter(name -> !name.isEmpty())
                            .orElse("sluice"),
                    128);
        }

        private static String seconds(Instant at) {
            return at.truncatedTo(ChronoUnit.SECONDS).toString();
        }

        private static String cut(String text, int most) {
            return text.substring(0, Math.min(most, text.length()));
        }
    }
}
