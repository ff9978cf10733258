package dev.sluice.cli.live;

import java.util.List;

/**
 * Lines that belong together.
 *
 * @param lines the lines, the most important first
 * @param least how many of them must be shown where there is no room; 0 for a block that may be left out
 */
record Section(List<StyledLine> lines, int least) {
    Section {
        lines = List.copyOf(lines);
        least = Math.min(least, lines.size());
    }

    /** One that is never shortened. */
    static Section whole(List<StyledLine> lines) {
        return new Section(lines, lines.size());
    }

    Section shortened(int by) {
        int kept = Math.max(least, lines.size() - by);
        return new Section(lines.subList(0, kept), least);
    }
}
