package dev.sluice.cli.steer;

import dev.sluice.analysis.ProbeOutcome;
import dev.sluice.analysis.VersionRole;
import dev.sluice.cli.text.AnsiStyle;
import dev.sluice.cli.text.NumberFormatter;
import dev.sluice.cli.text.TerminalOutput;
import dev.sluice.cli.text.TextTable;
import dev.sluice.cli.text.TextTable.Cell;
import dev.sluice.cli.text.WordWrap;
import dev.sluice.rollout.ObservedGateway;
import dev.sluice.rollout.ProbeSummary;
import dev.sluice.view.RolloutDisplay;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What was counted in the stage, and what that says. */
final class CountsDescription {
    private static final int BAR = 20;
    private static final Set<ProbeOutcome> BAD = EnumSet.of(ProbeOutcome.Failed, ProbeOutcome.Refused);
    private final RolloutDisplay display;
    private final TerminalOutput screen;

    CountsDescription(RolloutDisplay display, TerminalOutput screen) {
        this.display = display;
        this.screen = screen;
    }

    /** Empty before anything was counted. */
    Optional<String> text() {
        if (display.users().total() + display.probes().total() == 0) {
            return Optional.empty();
        }
        TextTable table = new TextTable().heading("COUNTED IN THIS STAGE", "FAILED", "OF", "RATE");
        row(
                table,
                "users on " + display.green(),
                display.users().greenFailed(),
                display.users().green());
        row(
                table,
                "users on " + display.blue(),
                display.users().blueFailed(),
                display.users().blue());
        row(
                table,
                "probes of " + display.green(),
                display.probes().greenFailed(),
                display.probes().green());
        row(
                table,
                "probes of " + display.blue(),
                display.probes().blueFailed(),
                display.probes().blue());
        return Optional.of(table.text(screen) + "\n" + odds() + live());
    }

    private static void row(TextTable table, String who, long failed, long all) {
        table.row(List.of(
                Cell.of(who),
                new Cell(NumberFormatter.count(failed), failed > 0 ? AnsiStyle.Bad : AnsiStyle.Plain),
                Cell.of(NumberFormatter.count(all)),
                Cell.of(all == 0 ? NumberFormatter.NONE : NumberFormatter.percent(failed / (double) all))));
    }

    private String odds() {
        int full = (int) Math.round(BAR * display.evidence().share());
        String bar = "#".repeat(full) + "-".repeat(BAR - full);
        AnsiStyle paint = full == BAR ? AnsiStyle.Bad : full > BAR / 2 ? AnsiStyle.Wait : AnsiStyle.Calm;
        return String.join(
                        "\n",
                        WordWrap.lines(
                                "Odds that " + display.green() + " is worse than it may be, against chance: "
                                        + RolloutColumns.odds(display.evidence().odds()) + ". At "
                                        + NumberFormatter.plain(
                                                display.evidence().revertAt()) + " the traffic goes back.",
                                screen.width()))
                + "\n[" + screen.paint(paint, bar) + "]\n";
    }

    private String live() {
        StringBuilder text = new StringBuilder();
        if (!display.over() && !display.live().gateways().isEmpty()) {
            TextTable table = new TextTable().heading("GATEWAY", "GREEN");
            for (ObservedGateway gateway : display.live().gateways()) {
                table.row(List.of(
                        Cell.of(gateway.gateway()),
                        gateway.serves()
                                .map(weight -> Cell.of(weight.toString()))
                                .orElse(new Cell("not known: " + gateway.problem(), AnsiStyle.Wait))));
            }
            text.append('\n').append(table.text(screen));
        }
        List<ProbeSummary> failed = display.live().answers().stream()
                .filter(answer -> BAD.contains(answer.outcome()))
                .toList();
        failed.forEach(answer -> text.append(text.isEmpty() ? "\n" : "")
                .append(WordWrap.hanging(
                        name(answer.colour()) + " failed " + NumberFormatter.count(answer.times())
                                + (answer.times() == 1 ? " probe: " : " probes: ") + answer.detail(),
                        screen.width(),
                        2))
                .append('\n'));
        return text.toString();
    }

    private String name(VersionRole role) {
        return switch (role) {
            case Blue -> display.blue();
            case Green -> display.green();
        };
    }
}
