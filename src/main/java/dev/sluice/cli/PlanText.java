package dev.sluice.cli;

import dev.sluice.cli.text.NumberFormatter;
import dev.sluice.policy.OnUnhealthy;
import dev.sluice.rollout.Forecast;
import dev.sluice.rollout.Stage;
import dev.sluice.rollout.WorstCaseDetection;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Help.Ansi.Style;
import picocli.CommandLine.Help.Column;
import picocli.CommandLine.Help.TextTable;

/** A plan for people, within 80 columns. */
final class PlanText {
    private static final int COLUMNS = 80;

    private final PlannedPolicy planned;
    private final Forecast forecast;
    private final boolean pauses;
    private final Ansi ansi;

    private PlanText(PlannedPolicy planned, Ansi ansi) {
        this.planned = planned;
        this.forecast = planned.forecast();
        this.pauses = forecast.plan().onUnhealthy() == OnUnhealthy.Pause;
        this.ansi = ansi;
    }

    static String of(List<PlannedPolicy> plans, Ansi ansi) {
        return plans.stream().map(one -> new PlanText(one, ansi).text()).collect(Collectors.joining("\n\n"));
    }

    private String text() {
        PlanTables tables = new PlanTables(planned);
        List<String> parts = new ArrayList<>();
        parts.add(heading() + wrapped(takes()));
        parts.add(tables.schedule().text(ansi));
        parts.add("If green is bad from the moment a stage begins:\n"
                + tables.faults().text(ansi));
        parts.add(worst());
        String warnings = PlanWarnings.of(planned).stream()
                .map(one -> wrapped(one, Style.fg_yellow))
                .collect(Collectors.joining());
        if (!warnings.isEmpty()) {
            parts.add(warnings);
        }
        parts.add(wrapped(assumed(), Style.faint) + wrapped(tables.legend(), Style.faint));
        return String.join("\n", parts);
    }

    private String heading() {
        PolicyFiles.NamedPolicy policy = planned.policy();
        String name = policy.namespace().isEmpty() ? policy.name() : policy.namespace() + "/" + policy.name();
        return ansi.apply(name, List.of(Style.bold)) + "  " + policy.file() + "\n";
    }

    private String takes() {
        String gates = forecast.gates().stream().map(Stage::name).collect(Collectors.joining(" and after "));
        return "From ready pods to the end " + NumberFormatter.time(forecast.shortest())
                + " if nothing fails. With every stage at its deadline " + NumberFormatter.time(forecast.longest())
                + (gates.isEmpty() ? "" : ", and as long as nobody opens the gate after " + gates) + ".";
    }

    private String worst() {
        WorstCaseDetection worst = forecast.worst();
        String timeout = NumberFormatter.time(forecast.plan().health().probe().timeout());
        Map<String, String> rows = new LinkedHashMap<>();
        rows.put("after Kubernetes says that none of green's pods is ready", NumberFormatter.time(worst.podless()));
        rows.put("when green refuses connections", NumberFormatter.time(worst.refuses()));
        rows.put("when green hangs (health.probe.timeout is " + timeout + ")", NumberFormatter.time(worst.hangs()));
        if (!pauses) {
            rows.put("when no gateway answers: the deadline of the longest stage", NumberFormatter.time(worst.blind()));
        }
        int width = rows.values().stream().mapToInt(String::length).max().orElse(0);
        return "A green that is down " + (pauses ? "is paused" : "has lost its traffic") + ", at worst, in\n"
                + rows.entrySet().stream()
                        .map(row -> "  " + " ".repeat(width - row.getValue().length()) + row.getValue() + "  "
                                + row.getKey() + "\n")
                        .collect(Collectors.joining());
    }

    private String assumed() {
        String rps = NumberFormatter.plain(forecast.load().usersPerSecond()) + " user requests a second";
        String blue =
                "that blue fails " + NumberFormatter.percent(forecast.load().blueFails());
        return planned.rpsGiven()
                ? "For " + rps + ". Assumed: " + blue + "."
                : "Assumed: " + rps + " (give yours with --rps), and " + blue + ".";
    }

    private String wrapped(String text, Style... styles) {
        TextTable table = TextTable.forColumns(ansi, new Column(COLUMNS, 0, Column.Overflow.WRAP));
        table.indentWrappedLines = 0;
        table.addRowValues(styles.length == 0 ? ansi.text(text) : ansi.apply(text, List.of(styles)));
        return table.toString();
    }
}
