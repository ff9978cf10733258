package dev.sluice.notify;

import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;

/** Many messages in one, for people: when a cluster has a bad minute, one message that can be read is better than fifty. */
final class DigestMessage {
    private static final int LINES = 15;

    private DigestMessage() {}

    /**
     * One message.
     *
     * @param notices at least two, oldest first
     * @param titles what each would have been called
     */
    static Message of(List<Notification> notices, List<String> titles) {
        Notification last = notices.getLast();
        String ids = notices.stream().map(Notification::id).collect(Collectors.joining("\n"));
        return new Message(
                UUID.nameUUIDFromBytes(ids.getBytes(StandardCharsets.UTF_8)).toString(),
                "digest",
                notices.stream()
                        .map(Notification::occasion)
                        .max(Comparator.comparing(NotificationType::tone))
                        .orElseThrow(),
                last.at(),
                notices.size() + " messages: " + counted(notices),
                lines(titles),
                List.of(),
                List.of(new Message.Next("See all", "kubectl get slr -A")),
                Optional.empty());
    }

    private static String counted(List<Notification> notices) {
        Map<NotificationType, Integer> counts = new EnumMap<>(NotificationType.class);
        notices.forEach(notification -> counts.merge(notification.occasion(), 1, Integer::sum));
        return counts.entrySet().stream()
                .map(entry -> entry.getValue() + " " + entry.getKey().word())
                .collect(Collectors.joining(", "));
    }

    private static String lines(List<String> titles) {
        String shown = titles.stream().limit(LINES).collect(Collectors.joining("\n"));
        int more = titles.size() - LINES;
        return more > 0 ? shown + "\nand " + more + " more" : shown;
    }
}
