package dev.sluice.cli.text;

import picocli.CommandLine.Help.Ansi.IStyle;

/** How a piece of text looks on a terminal that has colours. */
public enum AnsiStyle implements IStyle {
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

    @Override
    public String on() {
        return "\u001b[" + code + "m";
    }

    /** Nothing: picocli resets all styles at the end of each text. */
    @Override
    public String off() {
        return "";
    }

    String on(String text) {
        return code.isEmpty() || text.isEmpty() ? text : on() + text + "\u001b[0m";
    }
}
