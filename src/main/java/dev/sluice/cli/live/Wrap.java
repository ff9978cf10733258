package dev.sluice.cli.live;

import java.util.ArrayList;
import java.util.List;

/** Breaks a row of pieces between them. */
final class Wrap {
    private Wrap() {}

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
