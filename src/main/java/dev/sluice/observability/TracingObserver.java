package dev.sluice.observability;

import dev.sluice.rollout.ReconcileEvent;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Sends a trace of each rollout, where that is turned on. */
@ApplicationScoped
class TracingObserver {
    private static final Logger LOG = Logger.getLogger(TracingObserver.class);

    private final boolean enabled;
    private final Map<String, RolloutSpans> traces = new ConcurrentHashMap<>();
    private volatile @Nullable SpanPublisher spans;

    TracingObserver(@ConfigProperty(name = "sluice.tracing.enabled", defaultValue = "false") boolean enabled) {
        this.enabled = enabled;
    }

    void start(@Observes StartupEvent event) {
        if (enabled) {
            try {
                spans = SpanPublisher.start(Map.of());
            } catch (RuntimeException e) {
                LOG.errorf("no traces are sent: %s; mend the OTEL_ environment variables", e.getMessage());
            }
        }
    }

    void stop(@Observes ShutdownEvent event) {
        SpanPublisher sending = spans;
        spans = null;
        if (sending != null) {
            sending.close();
        }
    }

    void hear(@Observes ReconcileEvent beat) {
        SpanPublisher sending = spans;
        if (sending == null) {
            return;
        }
        String uid = beat.subject().uid();
        switch (beat) {
            case ReconcileEvent.Pass pass ->
                traces.computeIfAbsent(uid, _ -> new RolloutSpans(pass.subject()))
                        .ended(pass)
                        .forEach(sending::send);
            case ReconcileEvent.Last _ -> traces.remove(uid);
        }
    }
}
