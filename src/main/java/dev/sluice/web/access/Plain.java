package dev.sluice.web.access;

import java.util.regex.Pattern;

/** Makes free text from outside fit for a line: no control characters, nothing that turns the direction of writing, not too long. */
final class Plain {
    private static final int LONGEST = 200;
    private static final Pattern UNSEEN = Pattern.compile("\\p{C}|[\\u2028\\u2029]");

    private static final Pattern HARMLESS = Pattern.compile("[a-zA-Z0-9._:@/-]+");

    private Plain() {}

    static String text(String any) {
        String seen = UNSEEN.matcher(any).replaceAll("?");
        return seen.length() <= LONGEST ? seen : seen.substring(0, LONGEST) + "…";
    }

    /** As one word of a shell's command. */
    static String word(String any) {
        String seen = text(any);
        return HARMLESS.matcher(seen).matches() ? seen : "'" + seen.replace("'", "'\\''") + "'";
    }
}
