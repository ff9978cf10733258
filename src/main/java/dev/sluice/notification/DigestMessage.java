package dev.sluice.notification;

import dev.sluice.notification.NotificationType.Tone;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;

/** Many messages in one, for people: when a cluster has a bad minute, one message that can be read is better than fifty. */
final class DigestMessage {
    private static final int LINES = 15;
    /** So many lines a namespace has in any case, where it has the gravest. */
    private static final int LEAST = 3;
    /** Namespaces that are named of those whose lines are left out. */
    private static final int NAMES = 5;
    /** What a message has, without what those names may take. */
    private static final int ROOM = 1_350;

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
                lines(notices, titles),
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

    /** What is gravest comes first, and of what is equally grave one of each namespace in turn: one namespace hides no other's. */
    private static String lines(List<Notification> notices, List<String> titles) {
        List<Line> all = inTurn(notices, titles);
        List<Line> shown = new ArrayList<>();
        int room = ROOM;
        for (Line line : all.subList(0, Math.min(LINES, all.size()))) {
            room -= line.title().length() + 1;
            if (room < 0) {
                break;
            }
            shown.add(line);
        }
        List<Line> left = all.subList(shown.size(), all.size());
        String text = shown.stream()
                .sorted(Comparator.comparing(Line::tone).reversed())
                .map(Line::title)
                .collect(Collectors.joining("\n"));
        return left.isEmpty() ? text : text + "\nand " + left.size() + " more: " + namespaces(left);
    }

    /** Until each namespace has had its part of the lines, it has no more of them, however grave: so that what others have to decide is seen, too. */
    private static List<Line> inTurn(List<Notification> notices, List<String> titles) {
        Map<String, Map<Tone, Integer>> counts = new HashMap<>();
        List<Line> all = new ArrayList<>();
        for (int i = 0; i < notices.size(); i++) {
            Notification notice = notices.get(i);
            Tone tone = notice.occasion().tone();
            int turn = counts.computeIfAbsent(notice.namespace(), _ -> new EnumMap<>(Tone.class))
                    .merge(tone, 1, Integer::sum);
            all.add(new Line(notice.namespace(), tone, turn, titles.get(i)));
        }
        int part = Math.max(LEAST, LINES / counts.size());
        return all.stream()
                .sorted(Comparator.comparing((Line line) -> gravely(line, counts) > part)
                        .thenComparing(Line::tone, Comparator.reverseOrder())
                        .thenComparing(Line::turn))
                .toList();
    }

    /** Its number among those of its namespace, the gravest first, from 1. */
    private static int gravely(Line line, Map<String, Map<Tone, Integer>> counts) {
        return line.turn()
                + Objects.requireNonNull(counts.get(line.namespace())).entrySet().stream()
                        .filter(entry -> entry.getKey().compareTo(line.tone()) > 0)
                        .mapToInt(Map.Entry::getValue)
                        .sum();
    }

    private static String namespaces(List<Line> left) {
        Map<String, Integer> counts = new LinkedHashMap<>();
        left.forEach(line -> counts.merge(line.namespace(), 1, Integer::sum));
        String named = counts.entrySet().stream()
                .limit(NAMES)
                .map(entry -> entry.getValue() + " of " + entry.getKey())
                .collect(Collectors.joining(", "));
        int more = counts.size() - NAMES;
        return more > 0 ? named + ", and of " + more + " other namespaces" : named;
    }

    /** @param turn its number among those of its namespace that are as grave, from 1 */
    private record Line(String namespace, Tone tone, int turn, String title) {}
}
