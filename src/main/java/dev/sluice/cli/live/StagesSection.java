package dev.sluice.cli.live;

import dev.sluice.cli.text.NumberFormatter;
import dev.sluice.view.RolloutDisplay;
import dev.sluice.view.StageStep;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The stages, and how far the present one is. */
final class StagesSection {
    private static final int BAR = 10;
    private static final String GAP = "   ";

    private final RolloutDisplay display;
    private final Viewport frame;

    StagesSection(RolloutDisplay display, Viewport frame) {
        this.display = display;
        this.frame = frame;
    }

    StatusLayout.Section block() {
        List<StyledLine> stations = display.rail().stream().map(this::station).toList();
        return StatusLayout.Section.whole(beside(stations));
    }

    /** As many beside each other as there is room for. */
    private List<StyledLine> beside(List<StyledLine> stations) {
        List<StyledLine> lines = new ArrayList<>();
        StyledLine line = StyledLine.EMPTY;
        for (StyledLine station : stations) {
            if (line.width() > 0 && line.width() + GAP.length() + station.width() > frame.width()) {
                lines.add(line);
                line = StyledLine.EMPTY;
            }
            line = line.width() == 0 ? station : line.and(GAP).and(station);
        }
        lines.add(line);
        return lines;
    }

    private StyledLine station(StageStep station) {
        Viewport.SymbolSet glyphs = frame.glyphs();
        String gate = station.gate() ? " +gate" : "";
        String label = station.label() + gate;
        return switch (station.mark()) {
            case Done -> StyledLine.of(glyphs.done() + " " + label, StyledLine.TextStyle.Good);
            case Stopped -> StyledLine.of(glyphs.stopped() + " " + label, StyledLine.TextStyle.Bad);
            case Ahead -> StyledLine.of(glyphs.ahead() + " " + label, StyledLine.TextStyle.Faint);
            case Now -> now(station, label);
        };
    }

    private StyledLine now(StageStep station, String label) {
        StyledLine line = StyledLine.of(frame.glyphs().now() + " " + label, StyledLine.TextStyle.Calm);
        Optional<Duration> left = display.left();
        if (station.progress().isEmpty() || left.isEmpty()) {
            return line;
        }
        int full = (int) Math.round(station.progress().get() * BAR);
        String time = left.get().isZero()
                ? " wants more evidence"
                : " "
                        + NumberFormatter.time(
                                Duration.ofSeconds(Math.ceilDiv(left.get().toMillis(), 1000))) + " left";
        return line.and(" ")
                .and(frame.glyphs().blue().repeat(full), StyledLine.TextStyle.Calm)
                .and(frame.glyphs().track().repeat(BAR - full), StyledLine.TextStyle.Faint)
                .and(time);
    }
}
