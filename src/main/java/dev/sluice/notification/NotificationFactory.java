package dev.sluice.notification;

import dev.sluice.rollout.RolloutEvent;
import dev.sluice.store.StoredRollout;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.BiFunction;
import org.jboss.logging.Logger;

/** Makes notices of news: finds out which release they are about. */
final class NotificationFactory {
    private static final Logger LOG = Logger.getLogger("dev.sluice.notification");

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
        Optional<StoredRollout> rollout = rollout(news, at);
        if (occasion == NotificationType.Started && rollout.isEmpty()) {
            unknown.run(); // That something begins says nothing without the versions' names.
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
