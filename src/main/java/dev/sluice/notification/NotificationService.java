package dev.sluice.notification;

import dev.sluice.api.UntrustedInput;
import dev.sluice.kubernetes.FairQueue;
import dev.sluice.kubernetes.JobWatch;
import dev.sluice.kubernetes.LoopWatch;
import dev.sluice.kubernetes.RolloutClient;
import dev.sluice.kubernetes.StoredRollout;
import dev.sluice.notification.Notification.DashboardLinks;
import dev.sluice.notification.NotificationMetrics.DropReason;
import dev.sluice.rollout.RolloutEvent;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.smallrye.faulttolerance.api.TypedGuard;
import io.smallrye.health.api.Wellness;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.util.TypeLiteral;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.function.BiFunction;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.jboss.logging.Logger;

/**
 * Tells people elsewhere. Who publishes news only puts them into a queue; a thread of its own looks up what they are about
 * and hands them to the sinks. Only the replica that acts publishes news, so nothing is told twice.
 */
@ApplicationScoped
class NotificationService {
    private static final Logger LOG = Logger.getLogger("dev.sluice.notification");
    private static final int QUEUE = 500;

    private final InstantSource clock;
    private final LoopWatch watch;
    private final JobWatch.Job reload;
    private final NotificationConfigLoader file;
    private final NotificationMetrics metrics;
    private final NotificationFactory factory;
    private final NotificationDispatcher office;
    private final FairQueue<Heard> heard =
            new FairQueue<>(QUEUE, one -> one.news().namespace());
    private volatile boolean stopped;

    NotificationService(
            NotifyConfig config,
            KubernetesClient client,
            RolloutClient rollouts,
            NotificationMetrics metrics,
            Vertx vertx,
            InstantSource clock,
            LoopWatch watch,
            JobWatch jobs) {
        this.clock = clock;
        this.watch = watch;
        this.reload = jobs.watchJob("the reading of the notifications' file", config.reload());
        this.file = new NotificationConfigLoader(config.file());
        this.metrics = metrics;
        this.factory =
                new NotificationFactory(rollouts::get, dashboard(config), () -> metrics.dropped(DropReason.unknown));
        String namespace = config.namespace()
                .or(() -> Optional.ofNullable(client.getNamespace()))
                .orElse("default");
        this.office = new NotificationDispatcher(
                () -> vertx, new KubernetesSecretSource(client, namespace, config.secret(), clock), metrics, clock);
    }

    void start(@Observes StartupEvent event) {
        metrics.usable(() -> file.problem().isEmpty());
        reload();
        Thread clerk = Thread.ofVirtual().name("notify-clerk").start(this::work);
        watch.watchAlways("the notifications", () -> stopped || clerk.isAlive() && office.lively());
    }

    /** What nobody has looked at yet is counted; the sinks still get a moment for what they have. */
    void stop(@Observes ShutdownEvent event) {
        stopped = true;
        heard.drain().forEach(_ -> metrics.dropped(DropReason.shutdown));
        office.close();
    }

    void hear(@Observes RolloutEvent news) {
        if (office.empty() || NotificationType.of(news).isEmpty()) {
            return;
        }
        if (stopped || !heard.offer(new Heard(news, clock.instant()))) {
            metrics.dropped(stopped ? DropReason.shutdown : DropReason.full);
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
            NotificationType.of(one.news())
                    .flatMap(occasion -> factory.notice(one.news(), occasion, one.at()))
                    .ifPresent(office::offer);
        } catch (RuntimeException | Error e) {
            if (!UntrustedInput.survivable(e)) {
                throw e;
            }
            metrics.dropped(DropReason.broken);
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

    /** Makes notices of news: finds out which release they are about. */
    private static final class NotificationFactory {
        private static final Logger LOG = Logger.getLogger("dev.sluice.notification");

        /** An API server that does not answer is left alone for a while: the news themselves say enough. */
        private final TypedGuard<Optional<StoredRollout>> guard = TypedGuard.create(
                        new TypeLiteral<Optional<StoredRollout>>() {})
                .withCircuitBreaker()
                .requestVolumeThreshold(1)
                .failureRatio(1)
                .delay(10, ChronoUnit.SECONDS)
                .done()
                .build();

        private final BiFunction<String, String, Optional<StoredRollout>> rollouts;
        private final Optional<DashboardLinks> dashboard;
        private final Runnable unknown;

        /**
         * Begins its work.
         *
         * @param rollouts finds a Rollout by its namespace and name
         * @param unknown is told of news that nobody is told, since it is not known of which versions they are
         */
        NotificationFactory(
                BiFunction<String, String, Optional<StoredRollout>> rollouts,
                Optional<DashboardLinks> dashboard,
                Runnable unknown) {
            this.rollouts = rollouts;
            this.dashboard = dashboard;
            this.unknown = unknown;
        }

        /** The notice; empty when too little is known to tell anybody. May take as long as a request. */
        Optional<Notification> notice(RolloutEvent news, NotificationType occasion, Instant at) {
            Optional<StoredRollout> rollout = rollout(news);
            if (occasion == NotificationType.Started && rollout.isEmpty()) {
                unknown.run(); // That something begins says nothing without the versions' names.
                return Optional.empty();
            }
            return Optional.of(Notification.of(news, occasion, at, rollout.map(ReleaseSummary::of), dashboard));
        }

        private Optional<StoredRollout> rollout(RolloutEvent news) {
            try {
                return guard.get(() -> rollouts.apply(news.namespace(), news.name()));
            } catch (RuntimeException e) {
                LOG.debugf("Rollout %s/%s cannot be read for a notification: %s", news.namespace(), news.name(), e);
                return Optional.empty();
            }
        }
    }

    /** Says in {@code /health} when the file of the notifications cannot be used. It is no reason to restart or to send nobody. */
    @Wellness
    static class NotificationsCheck implements HealthCheck {
        private final NotificationService notifications;

        NotificationsCheck(NotificationService notifications) {
            this.notifications = notifications;
        }

        @Override
        public HealthCheckResponse call() {
            var response = HealthCheckResponse.named("notifications")
                    .status(notifications.problem().isEmpty());
            notifications.problem().ifPresent(why -> response.withData("problem", why));
            return response.build();
        }
    }

    /** Settings of the notifications; who is told what stands in a file of its own. */
    @ConfigMapping(prefix = "sluice.notify")
    interface NotifyConfig {
        /** Who is told what; without the file nobody is. */
        @WithDefault("/etc/sluice/notifications.yaml")
        Path file();

        /** How often the file is looked at. */
        @WithDefault("5s")
        Duration reload();

        /** Where the dashboard is, for links. */
        Optional<String> dashboardUrl();

        /** Name of the Secret, in the controller's own namespace. */
        @WithDefault("sluice-notifications")
        String secret();

        /** The Secret's namespace; by default the pod's own. */
        Optional<String> namespace();
    }
}
