package dev.sluice.notification;

import dev.sluice.notification.Message.Next;
import java.util.List;

/** What to do now, as commands to be copied. */
final class SuggestedCommands {
    private SuggestedCommands() {}

    static List<Next> of(Notification notification) {
        Next look = next(notification, "See what was seen", "describe");
        return switch (notification.occasion()) {
            case Started -> List.of(next(notification, "Watch it", "watch"), next(notification, "Stop it", "abort"));
            case Promoted, Superseded -> List.of(look);
            case Reverted, Aborted -> List.of(look, next(notification, "Try the same again", "retry"));
            case Paused ->
                List.of(
                        look,
                        next(notification, "Go on", "resume"),
                        next(notification, "Send all traffic back", "abort"));
            case Stalled, Blind -> List.of(look, next(notification, "Send all traffic back", "abort"));
        };
    }

    private static Next next(Notification notification, String purpose, String verb) {
        return new Next(
                purpose, "kubectl sluice " + verb + " " + notification.rollout() + " -n " + notification.namespace());
    }
}
