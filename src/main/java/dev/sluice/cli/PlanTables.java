package dev.sluice.cli;

import dev.sluice.api.OnUnhealthy;
import dev.sluice.cli.text.NumberFormatter;
import dev.sluice.rollout.Forecast;
import dev.sluice.rollout.RevertForecast;
import dev.sluice.rollout.StageForecast;
import java.util.ArrayList;
import java.util.List;

/** The tables of a plan: one row for each stage. */
final class PlanTables {
    private final Forecast forecast;
    private final boolean usersNeeded;
    private final boolean pauses;

    PlanTables(PlannedPolicy planned) {
        this.forecast = planned.forecast();
        this.usersNeeded =
                forecast.stages().stream().anyMatch(stage -> stage.need().users() > 0);
        this.pauses = forecast.plan().onUnhealthy() == OnUnhealthy.Pause;
    }

    Grid schedule() {
        Grid grid = new Grid(2)
                .row(cells("", "", "", "", "", "PROBES", "PROBES", "USERS", "USERS"))
                .row(cells("STAGE", "WEIGHT", "HOLD", "SHORTEST", "LONGEST", "NEEDED", "SENT", "NEEDED", "ON GREEN"))
                .row(cells("Preparing", "-", "-", "-", NumberFormatter.time(forecast.waits()), "-", "-", "-", "-"));
        forecast.stages().forEach(stage -> grid.row(cells(row(stage))));
        return grid;
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
    private List<String> cells(String... all) {
        List<String> cells = new ArrayList<>(List.of(all));
        if (!usersNeeded) {
            cells.remove(all.length - 2);
        }
        return cells;
    }

    Grid faults() {
        List<String> first = new ArrayList<>(List.of("", "NOTICES", "HIDDEN"));
        List<String> second = new ArrayList<>(List.of("STAGE", "FROM", "FROM"));
        List<RevertForecast> falls = forecast.stages().getFirst().falls();
        for (int i = 0; i < falls.size(); i++) {
            first.add(i < 2 ? "FAILS " + NumberFormatter.percent(falls.get(i).share()) : pod());
            first.add(Grid.JOINED);
            second.add(pauses ? "PAUSED" : "BACK IN");
            second.add("ERRORS");
        }
        Grid grid = new Grid(2).row(first).row(second);
        forecast.stages().forEach(stage -> grid.row(faults(stage)));
        return grid;
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
