package dev.sluice.cli.steer;

import dev.sluice.cli.text.Age;
import dev.sluice.cli.text.Figures;
import dev.sluice.cli.text.Paint;
import dev.sluice.cli.text.Table.Cell;
import dev.sluice.rollout.Weight;
import dev.sluice.view.Picture;
import dev.sluice.view.Tone;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The columns of a list of rollouts. */
final class Rows {
    private static final String NONE = "-";
    private final boolean everywhere;
    private final boolean wide;

    Rows(boolean everywhere, boolean wide) {
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

    List<Cell> of(Picture picture, Instant now) {
        List<Cell> cells = new ArrayList<>();
        if (everywhere) {
            cells.add(Cell.of(picture.namespace()));
        }
        cells.add(Cell.of(picture.name()));
        cells.add(Cell.of(picture.policy()));
        cells.add(Cell.of(picture.blue() + " -> " + picture.green()));
        cells.add(new Cell(picture.state(), paint(picture.tone())));
        cells.add(Cell.of(picture.stage().isEmpty() ? NONE : picture.stage()));
        cells.add(Cell.of(weight(picture)));
        cells.add(Cell.of(Age.of(Duration.between(picture.created(), now))));
        if (wide) {
            cells.add(Cell.of(odds(picture.evidence().odds())));
            cells.add(Cell.of(
                    failed(picture.users().greenFailed(), picture.users().green())));
            cells.add(
                    Cell.of(failed(picture.users().blueFailed(), picture.users().blue())));
            cells.add(Cell.of(picture.message()));
        }
        return cells;
    }

    static Paint paint(Tone tone) {
        return switch (tone) {
            case Calm -> Paint.Calm;
            case Good -> Paint.Good;
            case Bad -> Paint.Bad;
            case Wait -> Paint.Wait;
        };
    }

    /** What every gateway serves; and what is asked for, where that is something else. */
    static String weight(Picture picture) {
        Optional<Weight> seen = picture.seen();
        if (seen.isEmpty() || seen.get().equals(picture.asked())) {
            return picture.asked().toString();
        }
        return seen.get().number() + " -> " + picture.asked();
    }

    static String odds(double odds) {
        return odds < 10 ? String.format(Locale.ROOT, "%.1f", odds) : Figures.count(Math.round(odds));
    }

    static String failed(long failed, long all) {
        return all == 0
                ? NONE
                : Figures.count(failed) + "/" + Figures.count(all)
                        + (failed == 0 ? "" : " (" + Figures.percent(failed / (double) all) + ")");
    }
}
