package dev.sluice.cli.steer;

import dev.sluice.cli.text.Figures;
import dev.sluice.cli.text.Paint;
import dev.sluice.cli.text.Screen;
import dev.sluice.cli.text.Table;
import dev.sluice.cli.text.Table.Cell;
import dev.sluice.cli.text.Wrap;
import dev.sluice.rollout.AnswerSeen;
import dev.sluice.rollout.Colour;
import dev.sluice.rollout.GatewaySeen;
import dev.sluice.rollout.ProbeOutcome;
import dev.sluice.view.Picture;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What was counted in the stage, and what that says. */
final class Figuring {
    private static final int BAR = 20;
    private static final Set<ProbeOutcome> BAD = EnumSet.of(ProbeOutcome.Failed, ProbeOutcome.Refused);
    private final Picture picture;
    private final Screen screen;

    Figuring(Picture picture, Screen screen) {
        this.picture = picture;
        this.screen = screen;
    }

    /** Empty before anything was counted. */
    Optional<String> text() {
        if (picture.users().total() + picture.probes().total() == 0) {
            return Optional.empty();
        }
        Table table = new Table().heading("COUNTED IN THIS STAGE", "FAILED", "OF", "RATE");
        row(
                table,
                "users on " + picture.green(),
                picture.users().greenFailed(),
                picture.users().green());
        row(
                table,
                "users on " + picture.blue(),
                picture.users().blueFailed(),
                picture.users().blue());
        row(
                table,
                "probes of " + picture.green(),
                picture.probes().greenFailed(),
                picture.probes().green());
        row(
                table,
                "probes of " + picture.blue(),
                picture.probes().blueFailed(),
                picture.probes().blue());
        return Optional.of(table.text(screen) + "\n" + odds() + live());
    }

    private static void row(Table table, String who, long failed, long all) {
        table.row(List.of(
                Cell.of(who),
                new Cell(Figures.count(failed), failed > 0 ? Paint.Bad : Paint.Plain),
                Cell.of(Figures.count(all)),
                Cell.of(all == 0 ? Figures.NONE : Figures.percent(failed / (double) all))));
    }

    private String odds() {
        int full = (int) Math.round(BAR * picture.evidence().share());
        String bar = "#".repeat(full) + "-".repeat(BAR - full);
        Paint paint = full == BAR ? Paint.Bad : full > BAR / 2 ? Paint.Wait : Paint.Calm;
        return String.join(
                        "\n",
                        Wrap.lines(
                                "Odds that " + picture.green() + " is worse than it may be, against chance: "
                                        + Rows.odds(picture.evidence().odds()) + ". At "
                                        + Figures.plain(picture.evidence().revertAt()) + " the traffic goes back.",
                                screen.width()))
                + "\n[" + screen.paint(paint, bar) + "]\n";
    }

    private String live() {
        StringBuilder text = new StringBuilder();
        if (!picture.over() && !picture.live().gateways().isEmpty()) {
            Table table = new Table().heading("GATEWAY", "GREEN");
            for (GatewaySeen gateway : picture.live().gateways()) {
                table.row(List.of(
                        Cell.of(gateway.gateway()),
                        gateway.serves()
                                .map(weight -> Cell.of(weight.toString()))
                                .orElse(new Cell("not known: " + gateway.problem(), Paint.Wait))));
            }
            text.append('\n').append(table.text(screen));
        }
        List<AnswerSeen> failed = picture.live().answers().stream()
                .filter(answer -> BAD.contains(answer.outcome()))
                .toList();
        failed.forEach(answer -> text.append(text.isEmpty() ? "\n" : "")
                .append(Wrap.hanging(
                        name(answer.colour()) + " failed " + Figures.count(answer.times())
                                + (answer.times() == 1 ? " probe: " : " probes: ") + answer.detail(),
                        screen.width(),
                        2))
                .append('\n'));
        return text.toString();
    }

    private String name(Colour colour) {
        return switch (colour) {
            case Blue -> picture.blue();
            case Green -> picture.green();
        };
    }
}
