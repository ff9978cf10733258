package dev.sluice.cli.live;

import dev.sluice.view.Severity;

/** How a piece of a drawing looks where there are colours; what it means is always told by a letter or a mark as well. */
enum TextStyle {
    Plain(""),
    Bold("1"),
    Faint("2"),
    Blue("94"),
    Green("32"),
    Good("1;32"),
    Bad("1;31"),
    Wait("1;33"),
    Calm("1;36");

    private final String code;

    TextStyle(String code) {
        this.code = code;
    }

    static TextStyle of(Severity tone) {
        return switch (tone) {
            case Calm -> Calm;
            case Good -> Good;
            case Bad -> Bad;
            case Wait -> Wait;
        };
    }

    String on(String text) {
        return code.isEmpty() || text.isBlank() ? text : "\u001b[" + code + "m" + text + "\u001b[0m";
    }
}
