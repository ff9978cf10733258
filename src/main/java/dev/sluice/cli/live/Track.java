package dev.sluice.cli.live;

import dev.sluice.cli.text.Figures;
import dev.sluice.view.Picture;
import dev.sluice.view.Station;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The stages, and how far the present one is. */
final class Track {
    private static final int BAR = 10;
    private static final String GAP = "   ";

    private final Picture picture;
    private final Frame frame;

    Track(Picture picture, Frame frame) {
        this.picture = picture;
        this.frame = frame;
    }

    Block block() {
        List<Line> stations = picture.rail().stream().map(this::station).toList();
        return Block.whole(beside(stations));
    }

    /** As many beside each other as there is room for. */
    private List<Line> beside(List<Line> stations) {
        List<Line> lines = new ArrayList<>();
        Line line = Line.EMPTY;
        for (Line station : stations) {
            if (line.width() > 0 && line.width() + GAP.length() + station.width() > frame.width()) {
                lines.add(line);
                line = Line.EMPTY;
            }
            line = line.width() == 0 ? station : line.and(GAP).and(station);
        }
        lines.add(line);
        return lines;
    }

    private Line station(Station station) {
        Glyphs glyphs = frame.glyphs();
        String gate = station.gate() ? " +gate" : "";
        String label = station.label() + gate;
        return switch (station.mark()) {
            case Done -> Line.of(glyphs.done() + " " + label, Ink.Good);
            case Stopped -> Line.of(glyphs.stopped() + " " + label, Ink.Bad);
            case Ahead -> Line.of(glyphs.ahead() + " " + label, Ink.Faint);
            case Now -> now(station, label);
        };
    }

    private Line now(Station station, String label) {
        Line line = Line.of(frame.glyphs().now() + " " + label, Ink.Calm);
        Optional<Duration> left = picture.left();
        if (station.progress().isEmpty() || left.isEmpty()) {
            return line;
        }
        int full = (int) Math.round(station.progress().get() * BAR);
        String time = left.get().isZero()
                ? " wants more evidence"
                : " " + Figures.time(Duration.ofSeconds(Math.ceilDiv(left.get().toMillis(), 1000))) + " left";
        return line.and(" ")
                .and(frame.glyphs().blue().repeat(full), Ink.Calm)
                .and(frame.glyphs().track().repeat(BAR - full), Ink.Faint)
                .and(time);
    }
}
