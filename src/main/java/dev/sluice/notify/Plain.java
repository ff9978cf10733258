package dev.sluice.notify;

/** Makes text from elsewhere harmless: no control characters, no more than fits. */
final class Plain {
    private static final String CUT = "\u2026";

    private Plain() {}

    /** One line. */
    static String line(String text, int longest) {
        return cut(clean(text).replaceAll("\\s+", " ").strip(), longest);
    }

    /** Lines as they are, at most one empty one between them. */
    static String text(String text, int longest) {
        return cut(
                clean(text)
                        .replaceAll("[ \\t]*\\n", "\n")
                        .replaceAll("\\n{3,}", "\n\n")
                        .strip(),
                longest);
    }

    /** As a sentence begins. */
    static String capital(String text) {
        return text.isEmpty() ? text : Character.toUpperCase(text.charAt(0)) + text.substring(1);
    }

    /** Control characters, and those that turn the direction of writing round. */
    private static String clean(String text) {
        return text.replaceAll("[\\p{Cc}&&[^\\n\\t]]|[\\u200E\\u200F\\u202A-\\u202E\\u2066-\\u2069]", " ");
    }

    private static String cut(String text, int longest) {
        if (text.length() <= longest) {
            return text;
        }
        int end = longest - CUT.length();
        return text.substring(0, Character.isHighSurrogate(text.charAt(end - 1)) ? end - 1 : end) + CUT;
    }
}
