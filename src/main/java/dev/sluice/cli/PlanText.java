package dev.sluice.cli;

import dev.sluice.api.OnUnhealthy;
import dev.sluice.cli.text.AnsiStyle;
import dev.sluice.cli.text.NumberFormatter;
import dev.sluice.cli.text.TerminalOutput;
import dev.sluice.cli.text.TextTable;
import dev.sluice.cli.text.TextTable.Cell;
import dev.sluice.cli.text.WordWrap;
import dev.sluice.rollout.Forecast;
import dev.sluice.rollout.RevertForecast;
import dev.sluice.rollout.Stage;
import dev.sluice.rollout.StageForecast;
import dev.sluice.rollout.WorstCaseDetection;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** A plan for people, within 80 columns. */
final class PlanText {
    private static final int COLUMNS = 79;

    private final PlannedPolicy planned;
    private final Forecast forecast;
    private final boolean pauses;
    private final TerminalOutput screen;

    private PlanText(PlannedPolicy planned, TerminalOutput screen) {
        this.planned = planned;
        this.forecast = planned.forecast();
        this.pauses = forecast.plan().onUnhealthy() == OnUnhealthy.Pause;
        this.screen = screen;
    }

    static String of(List<PlannedPolicy> plans, TerminalOutput screen) {
        return plans.stream().map(one -> new PlanText(one, screen).text()).collect(Collectors.joining("\n\n"));
    }

    private String text() {
        Tables tables = new Tables(planned);
        List<String> parts = new ArrayList<>();
        parts.add(heading() + wrapped(takes(), AnsiStyle.Plain));
        parts.add(tables.schedule().text(screen));
        parts.add("If green is bad from the moment a stage begins:\n"
                + tables.faults().text(screen));
        parts.add(worst());
        String warnings = planned.warnings().stream()
                .map(one -> wrapped(one, AnsiStyle.Wait))
                .collect(Collectors.joining());
        if (!warnings.isEmpty()) {
            parts.add(warnings);
        }
        parts.add(wrapped(assumed(), AnsiStyle.Faint) + wrapped(tables.legend(), AnsiStyle.Faint));
        return String.join("\n", parts);
    }

    private String heading() {
        PolicyFiles.NamedPolicy policy = planned.policy();
        String name = policy.namespace().isEmpty() ? policy.name() : policy.namespace() + "/" + policy.name();
        return screen.paint(AnsiStyle.Bold, name) + "  " + policy.file() + "\n";
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

    private String wrapped(String text, AnsiStyle paint) {
        return WordWrap.lines(text, COLUMNS).stream()
                .map(line -> screen.paint(paint, line) + "\n")
                .collect(Collectors.joining());
    }

    /** The tables of a plan: one row for each stage. */
    private static final class Tables {
        private final Forecast forecast;
        private final boolean usersNeeded;
        private final boolean pauses;

        Tables(PlannedPolicy planned) {
            this.forecast = planned.forecast();
            this.usersNeeded =
                    forecast.stages().stream().anyMatch(stage -> stage.need().users() > 0);
            this.pauses = forecast.plan().onUnhealthy() == OnUnhealthy.Pause;
        }

        TextTable schedule() {
            TextTable table = TextTable.ofFigures()
                    .heading(cells("", "", "", "", "", "PROBES", "PROBES", "USERS", "USERS"))
                    .heading(cells(
                            "STAGE", "WEIGHT", "HOLD", "SHORTEST", "LONGEST", "NEEDED", "SENT", "NEEDED", "ON GREEN"))
                    .row(plain(cells(
                            "Preparing", "-", "-", "-", NumberFormatter.time(forecast.waits()), "-", "-", "-", "-")));
            forecast.stages().forEach(stage -> table.row(plain(cells(row(stage)))));
            return table;
        }

        private static String[] row(StageForecast stage) {
            return new String[] {
                stage.stage().name(),
                stage.stage().weight().toString(),
                NumberFormatter.time(stage.stage().hold()),
                NumberFormatter.time(stage.shortest()),
                stage.stage().gate() ? "no limit" : NumberFormatter.time(stage.latest()),
                NumberFormatter.count(stage.need().probes()),
                NumberFormatter.count(stage.probes()),
                NumberFormatter.count(stage.need().users()),
                NumberFormatter.count(stage.users())
            };
        }

        /** Leaves the users out where no stage needs any. */
        private String[] cells(String... all) {
            List<String> cells = new ArrayList<>(List.of(all));
            if (!usersNeeded) {
                cells.remove(all.length - 2);
            }
            return cells.toArray(String[]::new);
        }

        private static List<Cell> plain(String... cells) {
            return Arrays.stream(cells).map(Cell::of).toList();
        }

        TextTable faults() {
            List<String> first = new ArrayList<>(List.of("", "NOTICES", "HIDDEN"));
            List<String> second = new ArrayList<>(List.of("STAGE", "FROM", "FROM"));
            List<RevertForecast> falls = forecast.stages().getFirst().falls();
            for (int i = 0; i < falls.size(); i++) {
                first.add(
                        i < 2 ? "FAILS " + NumberFormatter.percent(falls.get(i).share()) : pod());
                first.add(TextTable.JOINED);
                second.add(pauses ? "PAUSED" : "BACK IN");
                second.add("ERRORS");
            }
            TextTable table =
                    TextTable.ofFigures().heading(first.toArray(String[]::new)).heading(second.toArray(String[]::new));
            forecast.stages().forEach(stage -> table.row(plain(faults(stage).toArray(String[]::new))));
            return table;
        }

        private String pod() {
            return "1 POD OF " + forecast.load().pods().orElse(1);
        }

        private static List<String> faults(StageForecast stage) {
            List<String> cells = new ArrayList<>();
            cells.add(stage.stage().name());
            cells.add(NumberFormatter.percent(stage.notices()));
            cells.add(NumberFormatter.percent(stage.noticesHidden()));
            for (RevertForecast fall : stage.falls()) {
                cells.add(NumberFormatter.time(fall.back()));
                cells.add(fall.back().isPresent() ? NumberFormatter.mean(fall.failed()) : NumberFormatter.NONE);
            }
            return cells;
        }

        String legend() {
            String in = pauses ? "PAUSED" : "BACK IN";
            return "NOTICES: in 9 of 10 releases, within SHORTEST. HIDDEN: a fault that users meet and no probe. " + in
                    + ": the median. ERRORS: of users, until then.";
        }
    }
}
