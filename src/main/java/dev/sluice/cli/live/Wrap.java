package dev.sluice.cli.live;

import java.util.ArrayList;
import java.util.List;

/** Breaks text between words. */
final class Wrap {
    private Wrap() {}

    /** Lines no wider than this, as long as no word is. A number and its % stay together. */
    static List<String> text(String text, int width) {
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder();
        for (String word : text.replace(" %", "\u00a0%").split(" ", -1)) {
            if (!line.isEmpty() && line.length() + 1 + word.length() > width) {
                lines.add(line.toString());
                line.setLength(0);
            }
            line.append(line.isEmpty() ? "" : " ").append(word);
        }
        lines.add(line.toString());
        return lines.stream().map(one -> one.replace('\u00a0', ' ')).toList();
    }

    /** Puts pieces beside each other as long as there is room. */
    static List<Line> pieces(List<Line> pieces, String gap, int width) {
        List<Line> lines = new ArrayList<>();
        Line line = Line.EMPTY;
        for (Line piece : pieces) {
            if (line.width() > 0 && line.width() + gap.length() + piece.width() > width) {
                lines.add(line);
                line = Line.EMPTY;
            }
            line = line.width() == 0 ? piece : line.and(gap).and(piece);
        }
        lines.add(line);
        return lines;
    }
}
