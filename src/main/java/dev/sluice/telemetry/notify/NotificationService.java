package dev.sluice.telemetry.notify;

import dev.sluice.api.UntrustedInput;
import dev.sluice.kubernetes.JobWatch;
import dev.sluice.kubernetes.LoopWatch;
import dev.sluice.kubernetes.RolloutClient;
import dev.sluice.notify.DashboardLinks;
import dev.sluice.notify.DropReason;
import dev.sluice.notify.KubernetesSecretSource;
import dev.sluice.notify.NotificationDispatcher;
import dev.sluice.rollout.RolloutEvent;
import dev.sluice.telemetry.FairQueue;
import dev.sluice.telemetry.NotificationMeters;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * Tells people elsewhere. Who publishes news only puts them into a queue; a thread of its own looks up what they are about
 * and hands them to the sinks. Only the replica that acts publishes news, so nothing is told twice.
 */
@ApplicationScoped
class NotificationService {
    private static final Logger LOG = Logger.getLogger("dev.sluice.notify");
    private static final int QUEUE = 500;

    private final InstantSource clock;
    private final LoopWatch watch;
    private final JobWatch.Job reload;
    private final NotificationConfigLoader file;
    private final NotificationMeters meters;
    private final NotificationFactory factory;
    private final NotificationDispatcher office;
    private final FairQueue<Heard> heard =
            new FairQueue<>(QUEUE, one -> one.news().namespace());
    private volatile boolean stopped;

    NotificationService(
            NotifyConfig config,
            KubernetesClient client,
            RolloutClient rollouts,
            MeterRegistry registry,
            Vertx vertx,
            InstantSource clock,
            LoopWatch watch,
            JobWatch jobs) {
        this.clock = clock;
        this.watch = watch;
        this.reload = jobs.watchJob("the reading of the notifications' file", config.reload());
        this.file = new NotificationConfigLoader(config.file());
        this.meters = new NotificationMeters(registry);
        this.factory =
                new NotificationFactory(rollouts::get, dashboard(config), () -> meters.dropped(DropReason.unknown));
        String namespace = config.namespace()
                .or(() -> Optional.ofNullable(client.getNamespace()))
                .orElse("default");
        this.office = new NotificationDispatcher(
                () -> vertx, new KubernetesSecretSource(client, namespace, config.secret(), clock), meters, clock);
    }

    void start(@Observes StartupEvent event) {
        meters.usable(() -> file.problem().isEmpty());
        reload();
        Thread clerk = Thread.ofVirtual().name("notify-clerk").start(this::work);
        watch.watchAlways("the notifications", () -> stopped || clerk.isAlive() && office.lively());
    }

    /** What nobody has looked at yet is counted; the sinks still get a moment for what they have. */
    void stop(@Observes ShutdownEvent event) {
        stopped = true;
        heard.drain().forEach(_ -> meters.dropped(DropReason.shutdown));
        office.close();
    }

    void hear(@Observes RolloutEvent news) {
        if (office.empty() || NotificationFactory.occasion(news).isEmpty()) {
            return;
        }
        if (stopped || !heard.offer(new Heard(news, clock.instant()))) {
            meters.dropped(stopped ? DropReason.shutdown : DropReason.full);
        }
    }

    /** Why the file cannot be used; empty when it can, or is not there. */
    Optional<String> problem() {
        return file.problem();
    }

    @Scheduled(every = "${sluice.notify.reload:5s}", concurrentExecution = ConcurrentExecution.SKIP)
    @RunOnVirtualThread
    void reload() {
        reload.run(() -> {
            if (!stopped) {
                file.changed().ifPresent(office::serve);
            }
        });
    }

    private void work() {
        try {
            while (!stopped) {
                tell(heard.take());
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void tell(Heard one) {
        try {
            NotificationFactory.occasion(one.news())
                    .flatMap(occasion -> factory.notice(one.news(), occasion, one.at()))
                    .ifPresent(office::offer);
        } catch (RuntimeException | Error e) {
            if (!UntrustedInput.survivable(e)) {
                throw e;
            }
            meters.dropped(DropReason.broken);
            LOG.warnf(
                    "a notification about %s/%s failed: %s",
                    one.news().namespace(), one.news().name(), e);
        }
    }

    /** A link that cannot be used is left out: it is no reason to tell nobody. */
    private static Optional<DashboardLinks> dashboard(NotifyConfig config) {
        try {
            return DashboardLinks.of(config.dashboardUrl());
        } catch (IllegalArgumentException e) {
            LOG.errorf("%s; notifications have no link until then", e.getMessage());
            return Optional.empty();
        }
    }

    private record Heard(RolloutEvent news, Instant at) {}
}
