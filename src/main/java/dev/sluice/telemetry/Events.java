package dev.sluice.telemetry;

import dev.sluice.policy.Untrusted;
import dev.sluice.rollout.News;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Instant;
import java.util.concurrent.ThreadLocalRandom;
import org.jboss.logging.Logger;

/**
 * Writes Kubernetes Events. News wait in a bounded queue and are written by a thread of their own: an API server that is
 * slow or full delays nothing else, and what does not fit is dropped and logged.
 */
@ApplicationScoped
class Events {
    private static final Logger LOG = Logger.getLogger(Events.class);
    private static final int QUEUE = 500;
    private static final int ATTEMPTS = 3;
    private static final int PAUSE_MS = 500;
    private static final int TOO_MANY = 429;

    private final KubernetesClient client;
    private final FairQueue<News> queue = new FairQueue<>(QUEUE, News::namespace);
    private final Repeats repeats = new Repeats();
    private final Counter written;
    private final Counter suppressed;
    private final Counter failed;
    private final Counter dropped;
    private volatile boolean stopped;

    Events(KubernetesClient client, MeterRegistry registry) {
        Register register = new Register(registry);
        this.client = client;
        this.written = register.counter(Metric.EVENTS, "written");
        this.suppressed = register.counter(Metric.EVENTS, "suppressed");
        this.failed = register.counter(Metric.EVENTS, "failed");
        this.dropped = register.counter(Metric.EVENTS, "dropped");
    }

    void start(@Observes StartupEvent event) {
        Thread.ofVirtual().name("events").start(this::run);
    }

    void stop(@Observes ShutdownEvent event) {
        stopped = true;
        int left = queue.drain().size();
        dropped.increment(left);
        if (left > 0) {
            LOG.warnf("dropped %d Events that waited when the controller stopped", left);
        }
    }

    void hear(@Observes News news) {
        if (stopped || !queue.offer(news)) {
            dropped.increment();
            LOG.warnf("dropped an Event: %s %s/%s %s", news.kind(), news.namespace(), news.name(), news.reason());
        }
    }

    private void run() {
        while (!stopped) {
            try {
                News news = queue.take();
                Instant now = Instant.now();
                repeats.admit(news, now)
                        .ifPresentOrElse(count -> write(EventDraft.of(news, count, now)), suppressed::increment);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            } catch (RuntimeException | Error e) {
                if (!Untrusted.survivable(e)) {
                    throw e;
                }
                failed.increment();
                LOG.debugf("an Event could not be written: %s", Untrusted.why(e));
            }
        }
    }

    /** A server that is busy or away is asked again; one that says no is not. */
    private void write(Event event) {
        for (int attempt = 1; ; attempt++) {
            try {
                client.v1()
                        .events()
                        .inNamespace(event.getMetadata().getNamespace())
                        .resource(event)
                        .create();
                written.increment();
                return;
            } catch (KubernetesClientException e) {
                boolean refused = e.getCode() >= 400 && e.getCode() < 500 && e.getCode() != TOO_MANY;
                if (refused || attempt == ATTEMPTS || stopped) {
                    throw e;
                }
                pause();
            }
        }
    }

    private static void pause() {
        try {
            Thread.sleep(ThreadLocalRandom.current().nextInt(PAUSE_MS, 2 * PAUSE_MS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
