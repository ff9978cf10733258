package dev.sluice.cli.text;

/** How a piece of text looks on a terminal that has colours. */
public enum AnsiStyle {
    /** As it is. */
    Plain(""),
    /** A heading. */
    Bold("1"),
    /** What is of less interest. */
    Faint("2"),
    /** Good news. */
    Good("32"),
    /** Bad news. */
    Bad("1;31"),
    /** Waits for a person. */
    Wait("33"),
    /** Goes on. */
    Calm("36");

    private final String code;

    AnsiStyle(String code) {
        this.code = code;
    }

    String on(String text) {
        return code.isEmpty() || text.isEmpty() ? text : "\u001b[" + code + "m" + text + "\u001b[0m";
    }
}
