package dev.sluice.notify;

import dev.sluice.api.TextSanitizer;

/** Lays out text from elsewhere for people: it is clean, has no more space than it needs and is no longer than fits. */
final class TextLayout {
    private TextLayout() {}

    /** One line. */
    static String line(String text, int longest) {
        return TextSanitizer.line(
                TextSanitizer.line(text).replaceAll("\\s+", " ").strip(), longest);
    }

    /** Lines as they are, at most one empty one between them. */
    static String text(String text, int longest) {
        return TextSanitizer.text(
                TextSanitizer.text(text.replace('\t', ' '))
                        .replaceAll(" *\\n", "\n")
                        .replaceAll("\\n{3,}", "\n\n")
                        .strip(),
                longest);
    }

    /** As a sentence begins. */
    static String capital(String text) {
        return text.isEmpty() ? text : Character.toUpperCase(text.charAt(0)) + text.substring(1);
    }
}
