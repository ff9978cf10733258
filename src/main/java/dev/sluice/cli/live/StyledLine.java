package dev.sluice.cli.live;

import dev.sluice.api.TextSanitizer;
import dev.sluice.view.Severity;
import java.util.ArrayList;
import java.util.List;

/**
 * A line of a drawing. What comes from a cluster is made harmless here, where everything passes.
 *
 * @param parts from left to right
 */
record StyledLine(List<Part> parts) {
    static final StyledLine EMPTY = new StyledLine(List.of());

    StyledLine {
        parts = List.copyOf(parts);
    }

    /**
     * A piece in one colour.
     *
     * @param text what it says
     * @param ink how it looks
     */
    record Part(String text, TextStyle ink) {
        Part {
            text = TextSanitizer.line(text);
        }

        int width() {
            return text.codePointCount(0, text.length());
        }
    }

    static StyledLine of(String text) {
        return of(text, TextStyle.Plain);
    }

    static StyledLine of(String text, TextStyle ink) {
        return EMPTY.and(text, ink);
    }

    StyledLine and(String text) {
        return and(text, TextStyle.Plain);
    }

    StyledLine and(String text, TextStyle ink) {
        List<Part> more = new ArrayList<>(parts);
        more.add(new Part(text, ink));
        return new StyledLine(more);
    }

    StyledLine and(StyledLine other) {
        List<Part> more = new ArrayList<>(parts);
        more.addAll(other.parts);
        return new StyledLine(more);
    }

    /** With blanks up to a column. */
    StyledLine to(int column) {
        return width() >= column ? this : and(" ".repeat(column - width()));
    }

    int width() {
        return parts.stream().mapToInt(Part::width).sum();
    }

    /** No wider than this; what is cut off shows as a mark. */
    StyledLine cut(int width, String mark) {
        if (width() <= width) {
            return this;
        }
        List<Part> kept = new ArrayList<>();
        int room = Math.max(0, width - mark.length());
        for (Part part : parts) {
            int take = Math.min(room, part.width());
            kept.add(new Part(part.text().substring(0, part.text().offsetByCodePoints(0, take)), part.ink()));
            room -= take;
        }
        kept.add(new Part(mark, TextStyle.Faint));
        return new StyledLine(kept);
    }

    String text(boolean colours) {
        StringBuilder text = new StringBuilder();
        parts.forEach(part -> text.append(colours ? part.ink().on(part.text()) : part.text()));
        return colours ? text.toString() : text.toString().stripTrailing();
    }

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
}
