package dev.sluice.controller;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Default;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.function.LongSupplier;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Liveness;
import org.jboss.logging.Logger;

/**
 * Sees to it that a controller with a dead or hanging loop does not keep the others from acting: it gives all that it carries to the others at once and says
 * that it lives no longer, so that Kubernetes starts it anew.
 */
@Default
@Liveness
@ApplicationScoped
class Watchdog implements HealthCheck {
    private static final Logger LOG = Logger.getLogger(Watchdog.class);
    private static final Duration ROUND = Duration.ofSeconds(1);

    /** A process that was stopped for a while finds every loop late. */
    private static final Duration FROZEN = Duration.ofSeconds(5);

    private static final Duration SILENT = Duration.ofMinutes(1);

    private final LoopMonitor loopMonitor;
    private final Sharding sharding;
    private final LongSupplier nanos;
    private final WakeupSignal wakeup = new WakeupSignal();
    private volatile boolean stopped = true;
    private volatile long last;

    @Inject
    Watchdog(LoopMonitor loopMonitor, Sharding sharding) {
        this(loopMonitor, sharding, System::nanoTime);
    }

    Watchdog(LoopMonitor loopMonitor, Sharding sharding, LongSupplier nanos) {
        this.loopMonitor = loopMonitor;
        this.sharding = sharding;
        this.nanos = nanos;
        this.last = nanos.getAsLong();
    }

    /** Begins to look, on a thread of the system's: loops that hang may hold all that virtual threads run on. */
    void start() {
        stopped = false;
        last = nanos.getAsLong();
        Thread.ofPlatform().daemon().name("watchdog").start(() -> {
            while (!stopped) {
                IsolatedTask.run("the watchdog", this::look);
                wakeup.await(ROUND);
            }
        });
    }

    void stop() {
        stopped = true;
        wakeup.ring();
    }

    /** Looks once. */
    void look() {
        long now = nanos.getAsLong();
        if (now - last > FROZEN.toNanos()) {
            loopMonitor.thaw();
        }
        last = now;
        List<String> failing = loopMonitor.failing();
        if (!failing.isEmpty() && sharding.resign()) {
            LOG.errorf(
                    "%s ended or hang; this replica gives all to the others and wants to be started anew",
                    String.join(", ", failing));
        }
    }

    @Override
    public HealthCheckResponse call() {
        boolean looks = stopped || nanos.getAsLong() - last < SILENT.toNanos();
        List<String> failing = stopped ? List.of() : loopMonitor.failing();
        return HealthCheckResponse.named("loops")
                .status(looks && !sharding.resigned())
                .withData("failing", String.join(", ", failing))
                .build();
    }
}
