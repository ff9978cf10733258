package dev.sluice.notification;

import dev.sluice.notification.Destination.Form;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Someone who wants to be told.
 *
 * @param name what people and metrics call it
 * @param destination where to
 * @param on when
 * @param namespaces of which namespaces; all when empty
 * @param policies of which policies; all when empty
 * @param words what is said
 * @param timeout of one try, from the connection to the end of the answer
 */
record Sink(
        String name,
        Destination destination,
        Set<NotificationType> on,
        List<Glob> namespaces,
        List<Glob> policies,
        Map<NotificationType, MessageTemplate> words,
        Duration timeout) {
    Sink {
        on = Set.copyOf(on);
        namespaces = List.copyOf(namespaces);
        policies = List.copyOf(policies);
        words = Map.copyOf(words);
    }

    /** Of which policy it is may not be known: rather one message too many then. */
    boolean wants(Notification notification) {
        return on.contains(notification.occasion())
                && Glob.any(namespaces, notification.namespace())
                && (notification.release().isEmpty() || Glob.any(policies, notification.app()));
    }

    /** Whether people read it: they want one message about many releases, and machines want each. */
    boolean forPeople() {
        return !(destination instanceof Destination.Web web && web.form() == Form.webhook);
    }
}
