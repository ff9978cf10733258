package dev.sluice.api;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Text that somebody else wrote, made fit for messages, logs and terminals: nothing in it may begin a line of its own, move the cursor,
 * change colours or hide what follows.
 */
public final class TextSanitizer {
    /** What a message quotes of a name or of an answer; more says nothing to a person. */
    public static final int QUOTED = 200;

    private static final String CUT = "...";
    private static final Pattern BREAKS = Pattern.compile("[\\r\\n\\t\\x0b\\f\\x85\\u2028\\u2029]+");
    private static final int LINE = 0x2028;
    private static final int PARAGRAPH = 0x2029;

    private TextSanitizer() {}

    /** On one line and cut: what a message quotes. */
    public static String quoted(@Nullable String text) {
        return line(text == null ? "" : text, QUOTED);
    }

    /** On one line of so many characters at most; one that is cut ends with three dots. */
    public static String line(String text, int most) {
        // What goes may be long, and is not looked at either.
        String head = line(text.substring(0, Math.min(text.length(), 2 * most)));
        if (head.length() <= most && text.length() <= 2 * most) {
            return head;
        }
        return begin(head, most);
    }

    /** On one line: a line break or a tab is a space, every other character that steers a terminal is left out. */
    public static String line(String text) {
        return plain(text) ? text : text(BREAKS.matcher(text).replaceAll(" "));
    }

    /** The same with its line breaks, of so many characters at most. */
    public static String text(String text, int most) {
        String clean = text(text);
        return clean.length() <= most ? clean : begin(clean, most);
    }

    /** A name on one line, cut. What cannot be seen in it is a question mark, since two names may differ by that alone. */
    public static String name(String text) {
        String head = text.substring(0, Math.min(text.length(), 2 * QUOTED))
                .codePoints()
                .map(c -> steers(c) || c == LINE || c == PARAGRAPH ? '?' : c)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
        return head.length() <= QUOTED ? head : begin(head, QUOTED);
    }

    private static String begin(String text, int most) {
        int end = Math.min(text.length(), most - CUT.length());
        return text.substring(0, end > 0 && Character.isHighSurrogate(text.charAt(end - 1)) ? end - 1 : end) + CUT;
    }

    /** The same with its line breaks. */
    public static String text(String text) {
        return text.codePoints()
                .filter(c -> c == '\n' || !steers(c))
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    /** Whether there is nothing but printable ASCII in it, as in nearly every text: it stays as it is. */
    private static boolean plain(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) < ' ' || text.charAt(i) > '~') {
                return false;
            }
        }
        return true;
    }

    /** Control characters (ESC among them), and the invisible ones by which text can be made to look like other text. */
    private static boolean steers(int c) {
        int type = Character.getType(c);
        return type == Character.CONTROL || type == Character.FORMAT || type == Character.SURROGATE;
    }
}
