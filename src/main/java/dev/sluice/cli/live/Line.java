package dev.sluice.cli.live;

import dev.sluice.policy.Clean;
import java.util.ArrayList;
import java.util.List;

/**
 * A line of a drawing. What comes from a cluster is made harmless here, where everything passes.
 *
 * @param parts from left to right
 */
record Line(List<Part> parts) {
    static final Line EMPTY = new Line(List.of());

    Line {
        parts = List.copyOf(parts);
    }

    /**
     * A piece in one colour.
     *
     * @param text what it says
     * @param ink how it looks
     */
    record Part(String text, Ink ink) {
        Part {
            text = Clean.line(text);
        }

        int width() {
            return text.codePointCount(0, text.length());
        }
    }

    static Line of(String text) {
        return of(text, Ink.Plain);
    }

    static Line of(String text, Ink ink) {
        return EMPTY.and(text, ink);
    }

    Line and(String text) {
        return and(text, Ink.Plain);
    }

    Line and(String text, Ink ink) {
        List<Part> more = new ArrayList<>(parts);
        more.add(new Part(text, ink));
        return new Line(more);
    }

    Line and(Line other) {
        List<Part> more = new ArrayList<>(parts);
        more.addAll(other.parts);
        return new Line(more);
    }

    /** With blanks up to a column. */
    Line to(int column) {
        return width() >= column ? this : and(" ".repeat(column - width()));
    }

    int width() {
        return parts.stream().mapToInt(Part::width).sum();
    }

    /** No wider than this; what is cut off shows as a mark. */
    Line cut(int width, String mark) {
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
        kept.add(new Part(mark, Ink.Faint));
        return new Line(kept);
    }

    String text(boolean colours) {
        StringBuilder text = new StringBuilder();
        parts.forEach(part -> text.append(colours ? part.ink().on(part.text()) : part.text()));
        return colours ? text.toString() : text.toString().stripTrailing();
    }
}
