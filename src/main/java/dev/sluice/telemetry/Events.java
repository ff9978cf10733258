package dev.sluice.telemetry;

import dev.sluice.rollout.News;
import io.fabric8.kubernetes.api.model.EventBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.jboss.logging.Logger;

/**
 * Writes Kubernetes Events. News wait in a bounded queue and are written by a thread of their own: an API server that is
 * slow or full delays nothing else, and what does not fit is dropped and logged.
 */
@ApplicationScoped
class Events {
    private static final Logger LOG = Logger.getLogger(Events.class);
    private static final int QUEUE = 500;
    private static final int MESSAGE = 1024;

    private final KubernetesClient client;
    private final BlockingQueue<News> queue = new LinkedBlockingQueue<>(QUEUE);
    private volatile boolean stopped;

    Events(KubernetesClient client) {
        this.client = client;
    }

    void start(@Observes StartupEvent event) {
        Thread.ofVirtual().name("events").start(this::run);
    }

    void stop(@Observes ShutdownEvent event) {
        stopped = true;
    }

    void hear(@Observes News news) {
        if (!queue.offer(news)) {
            LOG.warnf("dropped an Event: %s %s/%s %s", news.kind(), news.namespace(), news.name(), news.reason());
        }
    }

    private void run() {
        while (!stopped) {
            try {
                write(queue.take());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            } catch (KubernetesClientException e) {
                LOG.debugf("an Event could not be written: %s", e.getMessage());
            }
        }
    }

    private void write(News news) {
        String now = Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
        client.v1()
                .events()
                .inNamespace(news.namespace())
                .resource(new EventBuilder()
                        .withNewMetadata()
                        .withGenerateName(news.name() + "-")
                        .withNamespace(news.namespace())
                        .endMetadata()
                        .withType(news.warning() ? "Warning" : "Normal")
                        .withReason(news.reason())
                        .withMessage(news.message()
                                .substring(0, Math.min(MESSAGE, news.message().length())))
                        .withNewInvolvedObject()
                        .withKind(news.kind())
                        .withApiVersion(news.kind().equals("Deployment") ? "apps/v1" : "sluice.dev/v1alpha1")
                        .withNamespace(news.namespace())
                        .withName(news.name())
                        .withUid(news.uid())
                        .endInvolvedObject()
                        .withFirstTimestamp(now)
                        .withLastTimestamp(now)
                        .withCount(1)
                        .withNewSource()
                        .withComponent("sluice")
                        .endSource()
                        .build())
                .create();
    }
}
