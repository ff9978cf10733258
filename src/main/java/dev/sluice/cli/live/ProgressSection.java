package dev.sluice.cli.live;

import dev.sluice.cli.text.NumberFormatter;
import dev.sluice.rollout.ObservedGateway;
import dev.sluice.rollout.Weight;
import dev.sluice.view.RolloutDisplay;
import dev.sluice.view.StageStep;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** How far a rollout has come: its stages, and how the traffic is split. */
final class ProgressSection {
    /** Gateways that are named one by one. */
    private static final int NAMED = 4;

    private static final int LABEL = 10;
    private static final int BAR = 10;
    private static final String GAP = "   ";

    private final RolloutDisplay display;
    private final Viewport frame;

    ProgressSection(RolloutDisplay display, Viewport frame) {
        this.display = display;
        this.frame = frame;
    }

    /** What was asked for, and what each gateway serves. */
    StatusLayout.Section traffic() {
        List<StyledLine> lines = new ArrayList<>();
        lines.add(bar());
        lines.add(StyledLine.of("")
                .to(LABEL)
                .and("asked " + display.asked() + ", ")
                .and(served()));
        gateways(lines);
        return new StatusLayout.Section(lines, 2);
    }

    private StyledLine bar() {
        Weight shown = display.seen().orElse(display.asked());
        String left = blues(shown) + " ";
        String right = " " + shown;
        int room = frame.width()
                - LABEL
                - display.blue().length()
                - left.length()
                - right.length()
                - display.green().length()
                - 2;
        int width = Math.max(8, room);
        int green = portion(shown, width);
        return StyledLine.of("TRAFFIC", StyledLine.TextStyle.Bold)
                .to(LABEL)
                .and(display.blue() + " " + left, StyledLine.TextStyle.Blue)
                .and(frame.glyphs().blue().repeat(width - green), StyledLine.TextStyle.Blue)
                .and(frame.glyphs().green().repeat(green), StyledLine.TextStyle.Green)
                .and(right + " " + display.green(), StyledLine.TextStyle.Green);
    }

    /** A share that is not nothing is seen, and one that is not all leaves room. */
    private static int portion(Weight weight, int width) {
        int portion = Math.round(width * weight.permille() / 1000f);
        if (weight.equals(Weight.NONE) || weight.equals(Weight.ALL)) {
            return portion;
        }
        return Math.clamp(portion, 1, width - 1);
    }

    private static String blues(Weight green) {
        return new Weight(Weight.ALL.permille() - green.permille()).toString();
    }

    private StyledLine served() {
        if (display.seen().isPresent()) {
            return StyledLine.of("served by every gateway " + display.seen().get());
        }
        return display.live().gateways().isEmpty()
                ? StyledLine.of("not served yet", StyledLine.TextStyle.Faint)
                : StyledLine.of("not yet served by every gateway", StyledLine.TextStyle.Wait);
    }

    private void gateways(List<StyledLine> lines) {
        List<ObservedGateway> all = display.live().gateways();
        List<ObservedGateway> others =
                all.stream().filter(gateway -> !agrees(gateway)).toList();
        List<ObservedGateway> named = all.size() <= NAMED ? all : others.subList(0, Math.min(NAMED, others.size()));
        named.forEach(gateway -> lines.add(gateway(gateway)));
        if (named.size() < all.size()) {
            lines.add(StyledLine.of("")
                    .to(LABEL)
                    .and(
                            (all.size() - others.size()) + " of " + all.size() + " gateways serve " + display.asked(),
                            StyledLine.TextStyle.Faint));
        }
    }

    private StyledLine gateway(ObservedGateway gateway) {
        Viewport.SymbolSet glyphs = frame.glyphs();
        String says = gateway.serves().map(Weight::toString).orElse(gateway.problem());
        return StyledLine.of("")
                .to(LABEL)
                .and(
                        agrees(gateway)
                                ? glyphs.done()
                                : gateway.serves().isEmpty() ? glyphs.unknown() : glyphs.ahead(),
                        agrees(gateway) ? StyledLine.TextStyle.Good : StyledLine.TextStyle.Wait)
                .and(" " + gateway.gateway() + "  ", StyledLine.TextStyle.Faint)
                .and(says, agrees(gateway) ? StyledLine.TextStyle.Faint : StyledLine.TextStyle.Wait);
    }

    private boolean agrees(ObservedGateway gateway) {
        return gateway.serves().filter(display.asked()::equals).isPresent();
    }

    /** The stages, and how far the present one is. */
    StatusLayout.Section stages() {
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
