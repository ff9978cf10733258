package dev.sluice.truth;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.opentest4j.TestAbortedException;

/**
 * What became of a scene's test.
 *
 * @param type the test class
 * @param method the test method
 * @param group the class in words
 * @param title the test in words, with what sets it apart from others of the same method
 * @param outcome passed, failed or skipped
 * @param message what the test said when it did not pass; empty otherwise
 */
record ReportResult(String type, String method, String group, String title, String outcome, String message) {
    private static final int FIRST_LINES = 4;
    private static final int LAST_LINES = 8;

    static ReportResult of(ExtensionContext context) {
        String type = context.getRequiredTestClass().getSimpleName();
        String method = context.getRequiredTestMethod().getName();
        Throwable thrown = context.getExecutionException().orElse(null);
        return new ReportResult(
                type,
                method,
                group(type),
                title(Truth.words(context), method, context.getDisplayName()),
                outcome(thrown),
                thrown == null ? "" : message(thrown));
    }

    /** The result of one of several scenes of a test; an empty name changes nothing. */
    ReportResult with(String scene) {
        String whole = scene.isEmpty() ? title : title + ": " + scene;
        return new ReportResult(type, method, group, whole, outcome, message);
    }

    /** The class in words. */
    static String group(String type) {
        String words = type.replaceAll("IT$", "").replaceAll("(?<=.)([A-Z])", " $1");
        return sentence(words.toLowerCase(Locale.ROOT));
    }

    /** The method in words, with the display name unless JUnit made that of the method alone. */
    static String title(String words, String method, String displayName) {
        boolean plain = displayName.equals(method) || displayName.startsWith(method + "(");
        String what = displayName.replaceFirst("^\\[\\d+] ", "").replace(" %", "\u00a0%");
        return sentence(plain ? words : words + ": " + what);
    }

    static String outcome(Throwable thrown) {
        return switch (thrown) {
            case null -> "passed";
            case TestAbortedException skipped -> "skipped";
            default -> "failed";
        };
    }

    /** The beginning and the end of what was thrown: a journal in between is on the page anyway. */
    static String message(Throwable thrown) {
        List<String> lines = String.valueOf(thrown.getMessage())
                .lines()
                .filter(line -> !line.isBlank())
                .toList();
        if (lines.size() <= FIRST_LINES + LAST_LINES) {
            return String.join("\n", lines);
        }
        return Stream.of(
                        lines.subList(0, FIRST_LINES),
                        List.of("…"),
                        lines.subList(lines.size() - LAST_LINES, lines.size()))
                .flatMap(List::stream)
                .collect(Collectors.joining("\n"));
    }

    private static String sentence(String words) {
        return Character.toUpperCase(words.charAt(0)) + words.substring(1);
    }
}
