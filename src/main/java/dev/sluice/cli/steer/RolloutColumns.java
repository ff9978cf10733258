package dev.sluice.cli.steer;

import dev.sluice.cli.text.AnsiStyle;
import dev.sluice.cli.text.NumberFormatter;
import dev.sluice.cli.text.TextTable.Cell;
import dev.sluice.rollout.Weight;
import dev.sluice.view.RolloutDisplay;
import dev.sluice.view.Severity;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The columns of a list of rollouts. */
final class RolloutColumns {
    private static final String NONE = "-";
    private final boolean everywhere;
    private final boolean wide;

    RolloutColumns(boolean everywhere, boolean wide) {
        this.everywhere = everywhere;
        this.wide = wide;
    }

    String[] heading() {
        List<String> names = new ArrayList<>();
        if (everywhere) {
            names.add("NAMESPACE");
        }
        names.addAll(List.of("NAME", "POLICY", "CHANGE", "STATE", "STAGE", "GREEN", "AGE"));
        if (wide) {
            names.addAll(List.of("ODDS", "GREEN FAILED", "BLUE FAILED", "MESSAGE"));
        }
        return names.toArray(String[]::new);
    }

    List<Cell> of(RolloutDisplay display, Instant now) {
        List<Cell> cells = new ArrayList<>();
        if (everywhere) {
            cells.add(Cell.of(display.namespace()));
        }
        cells.add(Cell.of(display.name()));
        cells.add(Cell.of(display.policy()));
        cells.add(Cell.of(display.blue() + " -> " + display.green()));
        cells.add(new Cell(display.state(), paint(display.tone())));
        cells.add(Cell.of(display.stage().isEmpty() ? NONE : display.stage()));
        cells.add(Cell.of(weight(display)));
        cells.add(Cell.of(NumberFormatter.age(Duration.between(display.created(), now))));
        if (wide) {
            cells.add(Cell.of(odds(display.evidence().odds())));
            cells.add(Cell.of(
                    failed(display.users().greenFailed(), display.users().green())));
            cells.add(
                    Cell.of(failed(display.users().blueFailed(), display.users().blue())));
            cells.add(Cell.of(display.message()));
        }
        return cells;
    }

    static AnsiStyle paint(Severity tone) {
        return switch (tone) {
            case Calm -> AnsiStyle.Calm;
            case Good -> AnsiStyle.Good;
            case Bad -> AnsiStyle.Bad;
            case Wait -> AnsiStyle.Wait;
        };
    }

    /** What every gateway serves; and what is asked for, where that is something else. */
    static String weight(RolloutDisplay display) {
        Optional<Weight> seen = display.seen();
        if (seen.isEmpty() || seen.get().equals(display.asked())) {
            return display.asked().toString();
        }
        return seen.get().number() + " -> " + display.asked();
    }

    static String odds(double odds) {
        return odds < 10 ? String.format(Locale.ROOT, "%.1f", odds) : NumberFormatter.count(Math.round(odds));
    }

    static String failed(long failed, long all) {
        return all == 0
                ? NONE
                : NumberFormatter.count(failed) + "/" + NumberFormatter.count(all)
                        + (failed == 0 ? "" : " (" + NumberFormatter.percent(failed / (double) all) + ")");
    }
}
