package dev.sluice.cli.doctor;

import dev.sluice.cli.text.AnsiStyle;
import dev.sluice.cli.text.OutputFormat;
import dev.sluice.cli.text.TerminalOutput;
import dev.sluice.cli.text.TextTable;
import dev.sluice.cli.text.TextTable.Cell;
import dev.sluice.cli.text.WordWrap;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** All findings, for people or for programs. */
final class CheckReport {
    private static final int RESULT = 6;
    private static final int WIDEST_NAME = 32;
    private static final int WIDEST = 120;

    private CheckReport() {}

    /** What they are written as. */
    enum Output {
        table,
        json,
        yaml
    }

    static String text(List<CheckResult> findings, Output output, TerminalOutput screen) {
        return switch (output) {
            case json -> OutputFormat.json.text(findings);
            case yaml -> OutputFormat.yaml.text(findings);
            case table -> table(findings, screen);
        };
    }

    /** What is wrong may be long, and its cure must not be lost: both are broken between words, the cure below. */
    private static String table(List<CheckResult> findings, TerminalOutput screen) {
        int name = Math.min(
                WIDEST_NAME,
                findings.stream().mapToInt(one -> one.check().length()).max().orElse(0));
        int room = Math.max(20, Math.min(screen.width(), WIDEST) - name - RESULT - 4);
        TextTable table = TextTable.narrow().heading("CHECK", "RESULT", "WHAT, AND THE CURE");
        findings.forEach(finding -> rows(table, finding, room));
        return table.text(screen) + "\n" + summary(findings) + "\n";
    }

    private static void rows(TextTable table, CheckResult finding, int room) {
        List<String> lines = WordWrap.lines(finding.what(), room);
        String check = finding.check();
        if (check.length() > WIDEST_NAME) {
            table.row(List.of(Cell.of(check)));
            check = "";
        }
        Cell result = new Cell(finding.result().toString(), paint(finding.result()));
        table.row(List.of(Cell.of(check), result, Cell.of(lines.getFirst())));
        lines.stream().skip(1).forEach(line -> more(table, Cell.of(line)));
        if (!finding.cure().isEmpty()) {
            WordWrap.lines("-> " + finding.cure(), room).forEach(line -> more(table, new Cell(line, AnsiStyle.Bold)));
        }
    }

    private static void more(TextTable table, Cell line) {
        table.row(List.of(Cell.of(""), Cell.of(""), line));
    }

    private static String summary(List<CheckResult> findings) {
        return Arrays.stream(CheckResult.Status.values())
                .map(result ->
                        findings.stream().filter(one -> one.result() == result).count() + " " + result)
                .collect(Collectors.joining(", "));
    }

    private static AnsiStyle paint(CheckResult.Status result) {
        return switch (result) {
            case ok -> AnsiStyle.Good;
            case warn -> AnsiStyle.Wait;
            case fail -> AnsiStyle.Bad;
            case skip -> AnsiStyle.Faint;
        };
    }
}
