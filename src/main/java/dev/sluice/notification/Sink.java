package dev.sluice.notification;

import dev.sluice.notification.Destination.Form;
import dev.sluice.notification.MessageRenderer.MessageTemplate;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

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

    /**
     * A pattern for names, in which * stands for any characters and ? for one.
     *
     * @param pattern the pattern
     */
    record Glob(String pattern) {
        static boolean any(List<Glob> globs, String name) {
            return globs.isEmpty() || globs.stream().anyMatch(glob -> glob.matches(name));
        }

        /** Without regular expressions, whose worst cases nobody has to think of then. */
        boolean matches(String name) {
            int star = -1;
            int mark = 0;
            int p = 0;
            int n = 0;
            while (n < name.length()) {
                char wanted = p < pattern.length() ? pattern.charAt(p) : 0;
                if (wanted == '*') {
                    star = p++;
                    mark = n;
                } else if (wanted == '?' || wanted == name.charAt(n)) {
                    p++;
                    n++;
                } else if (star >= 0) {
                    p = star + 1;
                    n = ++mark;
                } else {
                    return false;
                }
            }
            return pattern.substring(p).chars().allMatch(c -> c == '*');
        }

        @Override
        public String toString() {
            return pattern;
        }

        static List<Glob> all(List<String> patterns) {
            return patterns.stream().map(Glob::new).collect(Collectors.toUnmodifiableList());
        }
    }
}
