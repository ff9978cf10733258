package dev.sluice.telemetry.notify;

import dev.sluice.kubernetes.StoredRollout;
import dev.sluice.notify.DashboardLinks;
import dev.sluice.notify.Notification;
import dev.sluice.notify.NotificationType;
import dev.sluice.notify.ReleaseSummary;
import dev.sluice.rollout.RolloutEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.BiFunction;
import org.jboss.logging.Logger;

/** Makes notices of news: finds out which release they are about. */
final class NotificationFactory {
    private static final Logger LOG = Logger.getLogger("dev.sluice.notify");

    /** An API server that does not answer is left alone this long: the news themselves say enough. */
    private static final Duration REST = Duration.ofSeconds(10);

    private final BiFunction<String, String, Optional<StoredRollout>> rollouts;
    private final Optional<DashboardLinks> dashboard;
    private final Runnable unknown;
    private Instant askAgain = Instant.MIN;

    /**
     * Begins its work.
     *
     * @param rollouts finds a Rollout by its namespace and name
     * @param unknown is told of news that nobody is told, since it is not known what they are
     */
    NotificationFactory(
            BiFunction<String, String, Optional<StoredRollout>> rollouts,
            Optional<DashboardLinks> dashboard,
            Runnable unknown) {
        this.rollouts = rollouts;
        this.dashboard = dashboard;
        this.unknown = unknown;
    }

    /** The occasion that news may be; empty when nobody is told. Asks nobody. */
    static Optional<NotificationType> occasion(RolloutEvent news) {
        return news.kind().equals("Rollout") ? NotificationType.of(news.reason()) : Optional.empty();
    }

    /** The notice; empty when it turns out that nobody has to be told. May take as long as a request. */
    Optional<Notification> notice(RolloutEvent news, NotificationType occasion, Instant at) {
        Optional<StoredRollout> rollout = rollout(news, at);
        if (occasion == NotificationType.Started && rollout.isEmpty()) {
            unknown.run(); // A stage was entered; only the Rollout tells whether it is the first.
            return Optional.empty();
        }
        if (occasion == NotificationType.Started
                && !rollout.map(ReleaseSummary::begins).orElse(false)) {
            return Optional.empty();
        }
        return Optional.of(Notification.of(news, occasion, at, rollout.map(ReleaseSummary::of), dashboard));
    }

    private Optional<StoredRollout> rollout(RolloutEvent news, Instant at) {
        if (at.isBefore(askAgain)) {
            return Optional.empty();
        }
        try {
            return rollouts.apply(news.namespace(), news.name());
        } catch (RuntimeException e) {
            askAgain = at.plus(REST);
            LOG.debugf("Rollout %s/%s cannot be read for a notification: %s", news.namespace(), news.name(), e);
            return Optional.empty();
        }
    }
}
