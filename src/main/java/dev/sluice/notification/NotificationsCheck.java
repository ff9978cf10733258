package dev.sluice.notification;

import io.smallrye.health.api.Wellness;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;

/** Says in {@code /health} when the file of the notifications cannot be used. It is no reason to restart or to send nobody. */
@Wellness
class NotificationsCheck implements HealthCheck {
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
