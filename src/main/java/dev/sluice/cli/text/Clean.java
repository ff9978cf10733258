package dev.sluice.cli.text;

/** Text from a cluster, made fit for a terminal: nothing in it may move the cursor, change colours or hide what follows. */
public final class Clean {
    private Clean() {}

    /** On one line: a line break or a tab is a space, every other character that steers a terminal is left out. */
    public static String line(String text) {
        return text(text.replaceAll("[\\r\\n\\t]+", " "));
    }

    /** The same with its line breaks. */
    public static String text(String text) {
        return text.codePoints()
                .filter(c -> c == '\n' || !steers(c))
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    /** Control characters (ESC among them), and the invisible ones by which text can be made to look like other text. */
    private static boolean steers(int c) {
        int type = Character.getType(c);
        return type == Character.CONTROL || type == Character.FORMAT || type == Character.SURROGATE;
    }
}
