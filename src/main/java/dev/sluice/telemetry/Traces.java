package dev.sluice.telemetry;

import dev.sluice.rollout.Beat;
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
class Traces {
    private static final Logger LOG = Logger.getLogger(Traces.class);

    private final boolean enabled;
    private final Map<String, RolloutTrace> traces = new ConcurrentHashMap<>();
    private volatile @Nullable Spans spans;

    Traces(@ConfigProperty(name = "sluice.tracing.enabled", defaultValue = "false") boolean enabled) {
        this.enabled = enabled;
    }

    void start(@Observes StartupEvent event) {
        if (enabled) {
            try {
                spans = Spans.start(Map.of());
            } catch (RuntimeException e) {
                LOG.errorf("no traces are sent: %s; mend the OTEL_ environment variables", e.getMessage());
            }
        }
    }

    void stop(@Observes ShutdownEvent event) {
        Spans sending = spans;
        spans = null;
        if (sending != null) {
            sending.close();
        }
    }

    void hear(@Observes Beat beat) {
        Spans sending = spans;
        if (sending == null) {
            return;
        }
        String uid = beat.subject().uid();
        switch (beat) {
            case Beat.Pass pass ->
                traces.computeIfAbsent(uid, _ -> new RolloutTrace(pass.subject()))
                        .ended(pass)
                        .forEach(sending::send);
            case Beat.Last _ -> traces.remove(uid);
        }
    }
}
